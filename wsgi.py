"""For a WSGI server: `gunicorn wsgi:app`, with the settings in the environment."""

from hotline.assembly import create_app_from_env

app = create_app_from_env()
