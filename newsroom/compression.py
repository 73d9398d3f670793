from django.middleware import gzip


class GZipMiddleware(gzip.GZipMiddleware):
    """Pages alone: a photograph is compressed already, and keeps its length and its way from disk to the network."""

    def process_response(self, request, response):
        if response.get("Content-Type", "").startswith("image/"):
            return response
        return super().process_response(request, response)
