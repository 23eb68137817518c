"""The volunteers' pages: what people who answer see and press in their browser."""

from hotline.web.pages import register_pages

__all__ = ["register_pages"]
