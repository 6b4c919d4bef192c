/** Starts Swagger UI, which the page has loaded as a classic script, on this server's own OpenAPI document. */

/** @type {any} */ (window).SwaggerUIBundle({
  url: "/openapi.json",
  dom_id: "#docs",
  deepLinking: true,
  defaultModelsExpandDepth: 0,
  validatorUrl: null,
});
