"""What a process of ours does not import, and that pandas works where somebody does need it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from command import environment

_BEGIN = "import sys\nfrom reaug.core.process import begin\nbegin()\nimport pyarrow as pa\n"


def python(code: str, *arguments: str) -> list[str]:
    """What a process that runs this code prints last, word by word."""
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        capture_output=True,
        text=True,
        env=environment(),
        cwd=Path(__file__).parents[2],
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()[-1].split()


@pytest.mark.parametrize("recipe", ["samples/quickstart.yaml", "benchmarks/whole_run.yaml"])
def test_a_run_imports_only_what_it_needs(tmp_path, recipe):
    code = (
        "import atexit, sys\n"
        "atexit.register(lambda: print(*sys.modules))\n"
        f"sys.argv = ['reaug', 'run', '{recipe}', '--input', 'samples/klue-style.json', "
        "'--output', sys.argv[1]]\n"
        "from reaug.cli.main import main\n"
        "main()"
    )
    loaded = set(python(code, str(tmp_path / "run")))
    assert "reaug.runs.run" in loaded
    unneeded = {"datasets", "pandas", "scipy", "sklearn", "plotly", "torch", "transformers"}
    assert not loaded & unneeded
    of_others = {
        "reaug.audit.checks.schema",
        "reaug.audit.divergence.search",
        "reaug.audit.near",
        "reaug.audit.noise",
        "reaug.cleaning.normalise_text",
        "reaug.cleaning.patch",
        "reaug.cli.audit",
        "reaug.engine.engines.ray",
        "reaug.probing",
        "reaug.review.decision_files",
        "reaug.rewriting.client",
        "reaug.rewriting.requests",
        "reaug.runs.rewrite_answers",
        "reaug.shaping.encode",
        "reaug.transforms.masked_lm",
        "reaug.transforms.rewrite",
    }
    assert not loaded & of_others


def test_pandas_is_there_once_somebody_imports_it():
    code = (
        "pa.array(['a'])\n"
        "assert 'pandas' not in sys.modules\n"
        "import pandas as pd\n"
        "series = pd.Series(['가', None, float('nan')], dtype=object)\n"
        "print(pa.array(series).null_count, pa.array(series.astype('category')).type.index_type,"
        " pa.Table.from_pandas(series.to_frame('x')).num_rows)"
    )
    assert python(_BEGIN + code) == ["2", "int8", "3"]


def test_pyarrow_gets_pandas_where_it_needs_it():
    code = "print(pa.table({'a': [1, 2]}).to_pandas()['a'].sum(), 'pandas' in sys.modules)"
    assert python(_BEGIN + code) == ["3", "True"]


def test_where_pandas_is_there_already_nothing_changes():
    code = "print(pa.array([pd.NA, 1], from_pandas=True).null_count)"
    assert python("import pandas as pd\n" + _BEGIN + code) == ["1"]


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere Arrow's own pool stays")
def test_arrow_holds_no_memory_that_is_free():
    code = _BEGIN + "print(pa.default_memory_pool().backend_name)"
    assert python(code) == ["system"]
    assert python(f"import os\nos.environ['ARROW_DEFAULT_MEMORY_POOL'] = 'jemalloc'\n{code}") != [
        "system"
    ]
