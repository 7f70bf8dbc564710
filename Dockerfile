# syntax=docker/dockerfile:1
FROM python:3.11-slim AS builder
RUN python -m venv /opt/venv
COPY requirements/production.txt /tmp/production.txt
RUN --mount=type=cache,target=/root/.cache/pip \
    /opt/venv/bin/pip install --require-hashes --disable-pip-version-check -r /tmp/production.txt


FROM python:3.11-slim
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1
RUN useradd --system --uid 10001 --home-dir /app nutrifit
WORKDIR /app
COPY --from=builder /opt/venv /opt/venv
COPY . .
# Settings refuse to start without these; no value of them reaches the files.
RUN SECRET_KEY=build DATABASE_URL=postgresql://build REDIS_URL=redis://build ALLOWED_HOSTS=build \
    python manage.py collectstatic --no-input \
    && mkdir media && chown nutrifit media
USER nutrifit
EXPOSE 8000
ARG NUTRIFIT_COMMIT=""
ENV NUTRIFIT_COMMIT=$NUTRIFIT_COMMIT
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s --retries=3 \
    CMD ["python", "deploy/healthcheck.py", "http://127.0.0.1:8000/health/live"]
CMD ["gunicorn", "nutrifit.wsgi"]
