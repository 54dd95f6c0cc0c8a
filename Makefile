# Two commands do everything: `make scan` and `make test`. The others are their parts.
VENV := .venv
PYTHON := $(VENV)/bin/python
LAB_PACKAGES := systemd-container mmdebstrap zstd nftables iptables iproute2 openssh-client sshpass gcc libc6-dev
export PYTHONDONTWRITEBYTECODE := 1

.PHONY: scan test check lab bench docs clean

scan: $(VENV)/ready
	@$(VENV)/bin/rootout scan; code=$$?; test $$code -ne 2 -a $$code -ne 4 || exit $$code

test: lab check
	$(PYTHON) -m pytest tests/lab -n 2 --dist loadgroup

check: $(VENV)/ready
	$(VENV)/bin/ruff format --check src tests tools benchmarks
	$(VENV)/bin/ruff check src tests tools benchmarks
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports
	$(PYTHON) tools/check_mirror.py
	$(PYTHON) tools/check_size.py
	$(PYTHON) tools/write_docs.py --check
	$(PYTHON) -m pytest tests --ignore tests/lab -n 2 --cov --cov-report=
	$(PYTHON) tools/check_coverage.py

lab: $(VENV)/ready
	tools/install_packages.sh $(LAB_PACKAGES)
	$(PYTHON) tests/lab/build.py

bench: lab
	for script in benchmarks/*.py; do $(PYTHON) $$script || exit 1; done

docs: $(VENV)/ready
	$(PYTHON) tools/write_docs.py

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage

$(VENV)/ready: requirements/develop.txt pyproject.toml tools/make_venv.sh
	tools/make_venv.sh $(VENV)
	touch $@
