# syntax=docker/dockerfile:1

# Stage one has pip; what it made is all that stage two takes.
FROM python:3.13-slim AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore
WORKDIR /src
RUN python -m venv /opt/kundord
COPY requirements/run.txt requirements/run.txt
RUN /opt/kundord/bin/pip install --require-hashes --only-binary :all: -r requirements/run.txt
COPY . .
RUN /opt/kundord/bin/pip install --no-deps --no-build-isolation . \
 && /opt/kundord/bin/pip uninstall --yes setuptools pip

FROM python:3.13-slim
LABEL org.opencontainers.image.title="Kundord" \
      org.opencontainers.image.description="A bot for Slack and Teams that makes customers heard" \
      org.opencontainers.image.licenses="MIT"
RUN groupadd --gid 10001 kundord \
 && useradd --uid 10001 --gid kundord --no-create-home --home-dir /data --shell /usr/sbin/nologin kundord \
 && install --directory --owner=kundord --group=kundord --mode=0700 /data
COPY --from=build /opt/kundord /opt/kundord
ENV PATH=/opt/kundord/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    KUNDORD_DATABASE_URL=sqlite:////data/kundord.db \
    KUNDORD_HOST=0.0.0.0 \
    KUNDORD_PORT=8080
USER 10001:10001
WORKDIR /data
VOLUME /data
EXPOSE 8080
STOPSIGNAL SIGTERM
# Not by urllib, which would ask a proxy of the environment.
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
  CMD ["python", "-c", "import http.client, os; its = http.client.HTTPConnection('127.0.0.1', int(os.environ['KUNDORD_PORT']), timeout=4); its.request('GET', '/healthz'); raise SystemExit(its.getresponse().status != 200)"]
ENTRYPOINT ["kundord"]
CMD ["run"]
