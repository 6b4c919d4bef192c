# The wheel is built in one image and installed in another, so that neither Node nor a compiler is in the result.
FROM python:3.11-slim AS build
WORKDIR /src
COPY . .
RUN pip wheel --no-cache-dir --no-deps --wheel-dir /wheels .
# What runs is what was tested: every file is held against its hash. Tests of libraries, a fifth of it, stay behind.
RUN python -m venv /app \
    && /app/bin/pip install --no-cache-dir --require-hashes --requirement requirements.lock \
    && /app/bin/pip install --no-cache-dir --no-deps /wheels/*.whl \
    && /app/bin/pip uninstall --yes pip setuptools \
    && find /app/lib -type d \( -name test -o -name tests \) -prune -exec rm -rf {} +

FROM python:3.11-slim
COPY --from=build /app /app
RUN install --directory --owner=10001 --group=10001 /data
# Everything but /data may be read-only: the sockets between processes are made there, too.
ENV PATH=/app/bin:$PATH \
    MLPSCOPE_DATA_DIR=/data \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    TMPDIR=/data
USER 10001:10001
WORKDIR /data
VOLUME /data
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s \
    CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8000/api/v1/health', timeout=4)"]
CMD ["mlpscope", "serve", "--host", "0.0.0.0", "--port", "8000"]
