# The wheel is built in one image and installed in another, so that neither Node nor a compiler is in the result.
FROM python:3.11-slim AS build
WORKDIR /src
# What runs is what was tested: every file is held against its hash.
COPY requirements.lock .
RUN python -m venv /app \
    && /app/bin/pip install --no-cache-dir --no-compile --require-hashes --requirement requirements.lock
COPY . .
# Tests, headers, type stubs and tools of libraries stay behind, and pip. Bytecode is made here, since a read-only root
# keeps none: each start would compile all of it again. It is of the hash of its source, the same in every build.
RUN /app/bin/pip install --no-cache-dir --no-compile --no-deps . \
    && /app/bin/pip uninstall --yes pip setuptools \
    && find /app/lib -type d \( -name test -o -name tests -o -path '*/numpy/f2py' -o -path '*/numpy/distutils' \
         -o -path '*/onnx/reference' -o -path '*/onnx/backend' \) -prune -exec rm -rf {} + \
    && find /app/lib -type f \( -name '*.pyi' -o -name '*.pyx' -o -name '*.pxd' -o -name '*.c' -o -name '*.cc' -o -name '*.h' \) -delete \
    && python -m compileall -q --invalidation-mode unchecked-hash /app/lib

FROM python:3.11-slim
# The image of Python has no bytecode of its library either.
RUN python -m compileall -q --invalidation-mode unchecked-hash \
      -x '/(site-packages|ensurepip|idlelib|lib2to3|tkinter|turtledemo|test)/' /usr/local/lib/python3.11 \
    && install --directory --owner=10001 --group=10001 /data
COPY --from=build /app /app
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
