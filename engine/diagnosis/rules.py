"""All rules by the code of their findings, what breaks everything first."""

from engine.diagnosis.finding import Case, Finding, Rule
from engine.diagnosis.fit import FIT_RULES
from engine.diagnosis.gradients import GRADIENT_RULES
from engine.diagnosis.inputs import INPUT_RULES
from engine.diagnosis.pace import PACE_RULES
from engine.diagnosis.units import UNIT_RULES
from engine.registry import Registry

SEVERITIES = ("error", "warning", "info")

RULES: Registry[Rule] = Registry(
    "diagnosis", [*reversed(GRADIENT_RULES), *UNIT_RULES, *PACE_RULES, *FIT_RULES, *INPUT_RULES]
)


def diagnose(case: Case) -> tuple[Finding, ...]:
    """What all rules find, the gravest first; within a severity in the order of the rules."""
    found = [finding for rule in RULES.values() for finding in rule.examine(case)]
    return tuple(sorted(found, key=lambda finding: SEVERITIES.index(finding.severity)))
