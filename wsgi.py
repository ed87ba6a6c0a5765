"""What gunicorn and ``flask --app wsgi`` start."""

from app import create_app

app = create_app()
