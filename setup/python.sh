# Sourced by the scripts beside it: makes sure of a python3 that can make virtual environments
# and replaces the shell with it. PYTHON names another interpreter.

run_python() {
    python=${PYTHON:-python3}
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        install_python
        python=python3
    fi
    exec "$python" "$(dirname "$0")/main.py" "$@"
}

install_python() {
    if ! command -v apt-get >/dev/null; then
        echo "There is no python3 with venv here and no apt to install it: install Python 3.10 or newer." >&2
        exit 1
    fi
    as_root=
    if [ "$(id -u)" -ne 0 ]; then
        if ! command -v sudo >/dev/null; then
            echo "python3 with venv is missing, and installing it needs root or sudo." >&2
            echo "Have someone run: apt-get install python3 python3-venv" >&2
            exit 1
        fi
        as_root=sudo
    fi
    echo "- Python: installing python3 and python3-venv with apt"
    $as_root apt-get update -q
    $as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get install -q -y --no-install-recommends python3 python3-venv
}
