"""Check the address of a server, since recipes with the address are copied into runs."""

from __future__ import annotations

from urllib.parse import urlsplit


def check_url(url: str) -> None:
    """Raise an error if a text is no address of a server, or contains a secret.

    Raises
    ------
    ValueError
        The address cannot be used; the message says why.

    Examples
    --------
    >>> check_url("http://localhost:8000/v1")
    >>> check_url("http://me:secret@host/v1")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    ValueError: url must not contain a user name, password or query, ...
    """
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        host = None
        parts = urlsplit("")
    if parts.scheme not in ("http", "https") or not host:
        raise ValueError(f"url: {url!r} is not an address such as http://localhost:8000/v1")
    if parts.username or parts.password or parts.query or parts.fragment:
        raise ValueError(
            "url must not contain a user name, password or query, since runs store it; give the "
            "key in the environment variable that key_env names"
        )
    if not all("!" <= sign <= "~" for sign in url):
        raise ValueError(
            "url contains a space or another character that an address cannot have; write a space "
            "as %20, and a host name with Hangul in its ASCII form, which begins with xn--"
        )


def endpoint(url: str) -> str:
    """Return the address of a server's chat API, from the address in the recipe.

    >>> endpoint("http://localhost:8000/v1/"), endpoint("http://localhost:8000")
    ('http://localhost:8000/v1/chat/completions', 'http://localhost:8000/v1/chat/completions')
    """
    base = url.rstrip("/")
    if base.endswith("/chat/completions"):
        return base
    path = urlsplit(base).path
    return f"{base}/chat/completions" if path else f"{base}/v1/chat/completions"
