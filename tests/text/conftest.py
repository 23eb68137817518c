"""The pages, for what volunteers see of texts."""

from tests.web.conftest import site as site
