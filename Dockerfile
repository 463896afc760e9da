# One image for web, worker, beat and migrations. Built from the same locks as everywhere else.
FROM node:24-bookworm-slim AS packages
WORKDIR /portal
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund

FROM python:3.11-slim-bookworm
# harfbuzz-subset: without it a page of Chinese takes fifty times as long to write.
RUN apt-get update \
 && apt-get install -y --no-install-recommends \
      libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fontconfig fonts-noto-cjk \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --uid 10001 --home-dir /portal --shell /usr/sbin/nologin portal
WORKDIR /portal
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PYTHONUTF8=1 XDG_CACHE_HOME=/tmp/cache \
    DJANGO_SETTINGS_MODULE=portal.settings.production \
    STATIC_ROOT=/srv/static MEDIA_ROOT=/srv/media PRIVATE_ROOT=/srv/private METRICS_DIR=/tmp/metrics
COPY requirements/runtime.lock requirements/
RUN pip install --no-cache-dir --require-hashes -r requirements/runtime.lock
COPY deploy/fonts.conf /etc/fonts/local.conf
COPY . .
COPY --from=packages /portal/node_modules node_modules
# The static files are part of the image; the values below satisfy the settings and reach nothing.
RUN SECRET_KEY=build FIELD_KEY=MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY= PUBLIC_URL=https://build.invalid ALLOWED_HOSTS=build.invalid \
    TRUSTED_PROXIES=127.0.0.1 SIGNING_KEY=AAAA CLAMD_URL= METRICS_TOKEN= BROKER_URL=redis://build.invalid/0 \
    DATABASE_URL=postgresql://build.invalid/build REDIS_URL=redis://build.invalid/0 \
    EMAIL_URL=consolemail:// SMS_SENDER=portal.notifications.channels.log_only DEFAULT_FROM_EMAIL=portal@build.invalid \
    sh -c 'python manage.py vendor_assets && python manage.py collectstatic --noinput' \
 && rm -rf node_modules /tmp/metrics \
 && install -d -o portal -g portal -m 0700 /srv/media /srv/private /srv/beat
USER portal
EXPOSE 8000
CMD ["granian", "--interface", "wsgi", "portal.wsgi:application", "--host", "0.0.0.0", "--port", "8000", \
     "--workers", "2", "--blocking-threads", "2", "--no-ws", "--respawn-failed-workers"]
