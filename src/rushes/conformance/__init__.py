"""What every provider has to stand: one suite of cases, for those of rushes and those of other packages.

A case is a wish, a fault of the vendor, and what must come of it. It is run by the real steps against the
emulator's dialect of the vendor (another package brings its own by the entry point `rushes.emulator`).

    import pytest
    from rushes.conformance import cases_of, run_case

    @pytest.mark.parametrize("case", cases_of("example:fast"), ids=str)
    def test_conformance(case, tmp_path):
        assert run_case(case, "example:fast", tmp_path) == []
"""

from rushes.conformance.cases import Case, cases_of
from rushes.conformance.run import run_case

__all__ = ["Case", "cases_of", "run_case"]
