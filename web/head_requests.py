"""HEAD is answered as GET without the body, so that a mail scanner's HEAD is as harmless as its GET (rule 1)."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

IS_HEAD = "viza.is_head"


class HeadAsGet:
    """Hands HEAD on as GET and keeps the body back."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self._app(scope, receive, send)
            return

        async def send_without_body(message: Message) -> None:
            if message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        await self._app({**scope, "method": "GET", IS_HEAD: True}, receive, send_without_body)
