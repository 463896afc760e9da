"""The files with which the portal is deployed."""

import re
from pathlib import Path

import pytest
import yaml

from launch import database

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())


def read_by(file):
    """Names of the variables a settings module reads, and those among them that have a default."""
    text = (ROOT / f"portal/settings/{file}.py").read_text()
    return {name: "default=" in rest for name, rest in re.findall(r'env\.\w+\(\s*"([A-Z_]+)"([^\n]*)', text)}


# A matter of policy or of size that has a good answer anywhere; all else must be decided in production.
ANSWERED = {
    "ATTACHMENT_MAX_BYTES",
    "RETIRED_FIELD_KEYS",
    "REPLICA_URLS",
    "REPLICA_MAX_LAG",
    "TASK_QUEUE",
    "WEBHOOKS_TO_PRIVATE_HOSTS",
    "METRICS_NETWORKS",
    "API_ANON_PER_MINUTE",
    "API_CHECK_PER_MINUTE",
    "API_TOKEN_PER_MINUTE",
    "API_WRONG_TOKENS_PER_MINUTE",
}


def decided_in_production():
    text = (ROOT / "portal/settings/production.py").read_text()
    return set(re.findall(r'^    "([A-Z_]+)",$', text, re.MULTILINE))


def test_production_takes_no_default():
    undecided = {name for name, has_default in read_by("base").items() if has_default}
    assert undecided - ANSWERED <= decided_in_production()


def required():
    names = {name for name, has_default in (read_by("base") | read_by("production")).items() if not has_default}
    return names | decided_in_production()


SERVICES = ("web", "worker", "beat", "migrate")
IN_THE_IMAGE = {"STATIC_ROOT", "MEDIA_ROOT", "PRIVATE_ROOT", "METRICS_DIR"}


@pytest.mark.parametrize("service", SERVICES)
def test_every_container_of_the_portal_gets_every_variable(service):
    assert required() - IN_THE_IMAGE <= set(COMPOSE["services"][service]["environment"])
    assert all(f"{name}=" in (ROOT / "Dockerfile").read_text() for name in IN_THE_IMAGE)


def test_compose_has_the_whole_portal_behind_one_door():
    services = COMPOSE["services"]
    wanted = {name for name, service in services.items() if "profiles" not in service}
    assert wanted == {"postgres", "redis", "migrate", "web", "worker", "beat", "proxy"}
    assert set(services) - wanted == {"replica"}
    assert [name for name, service in services.items() if "ports" in service] == ["proxy"]
    assert all("image" in service for service in services.values())


def test_compose_names_only_volumes_and_services_it_has():
    for service in COMPOSE["services"].values():
        assert set(service.get("depends_on", {})) <= set(COMPOSE["services"])
        for volume in service.get("volumes", []):
            if isinstance(volume, dict):
                continue
            source = volume.split(":")[0]
            assert source.startswith("./") or source in COMPOSE["volumes"]
            if source.startswith("./"):
                assert (ROOT / source).exists()


def test_a_folder_of_the_machine_is_bound_as_such_whatever_its_path_looks_like():
    """In the short form a path without a slash in front would be the name of a volume."""
    (certificates,) = [volume for volume in COMPOSE["services"]["proxy"]["volumes"] if isinstance(volume, dict)]
    assert certificates == {
        "type": "bind",
        "source": "${CERTIFICATES:-certificates}",
        "target": "/etc/nginx/certificates",
        "read_only": True,
        "bind": {"create_host_path": False},
    }


def test_the_secrets_beside_compose_get_into_no_image_and_no_commit():
    assert {".env", "certificates"} <= set((ROOT / ".dockerignore").read_text().splitlines())
    assert {"/.env", "/certificates/"} <= set((ROOT / ".gitignore").read_text().splitlines())


def test_compose_and_its_template_ask_for_the_same_values():
    text = (ROOT / "docker-compose.yml").read_text()
    asked = set(re.findall(r"^ +([A-Z_]+):$", text, re.MULTILINE)) | set(re.findall(r"\$\{([A-Z_]+)", text))
    offered = set(re.findall(r"^([A-Z_]+)=$", (ROOT / "deploy/example.env").read_text(), re.MULTILINE))
    assert offered == asked


def test_the_deployed_cluster_knows_chinese_as_the_local_one_does():
    arguments = COMPOSE["services"]["postgres"]["environment"]["POSTGRES_INITDB_ARGS"].split()
    assert set(database.locale_options(18)) - {"-E", "UTF8"} <= set(arguments)


def test_the_manual_explains_every_variable():
    manual = (ROOT / "docs/operations.md").read_text()
    names = {*read_by("base"), *read_by("production"), *required()}
    names |= set(re.findall(r"^([A-Z_]+)=$", (ROOT / "deploy/example.env").read_text(), re.MULTILINE))
    names |= {"PORT", "POSTGRES_BIN", "CHROMIUM"}
    assert {name for name in names if f"`{name}`" not in manual} == set()


def test_ci_types_what_people_type():
    assert (ROOT / ".ci/run").read_text().rstrip().endswith("exec python3 launch test")
    assert (ROOT / ".ci/run").stat().st_mode & 0o111
