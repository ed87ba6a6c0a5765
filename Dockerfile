# The hub in a container. Its database and secret key live in the volume /instance:
#   docker build -t poriad . && docker run -p 127.0.0.1:8000:8000 -v poriad:/instance poriad
# BASE may be any Debian image with Python 3.11 or later and its venv module.
ARG BASE=python:3.11-slim-bookworm
FROM ${BASE}

ENV LANG=C.UTF-8 \
    PATH=/opt/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    HOST=0.0.0.0 \
    PORT=8000 \
    HUB_INSTANCE=/instance

RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin poriad \
    && install --directory --owner=poriad --mode=700 /instance

WORKDIR /srv/poriad
COPY requirements.txt ./
RUN python3 -m venv /opt/venv \
    && python -m pip install --no-cache-dir --require-hashes -r requirements.txt \
    && python -m compileall -q /opt/venv
COPY . ./
RUN pybabel --quiet compile -d app/translations && python -m compileall -q app migrations

USER 10001
VOLUME /instance
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s \
    CMD ["python", "-c", "import os, urllib.request as web; web.urlopen(f'http://127.0.0.1:{os.environ[\"PORT\"]}/healthz', timeout=4)"]
CMD ["python", "bin/serve"]
