"""Why a network trains or does not: findings as data, with the numbers that show it and what to do about it.

`diagnose(Case(trace, history, data))` looks at whatever is there. Each rule of `RULES` is a pure function
with thresholds that tell their reasons; `CHECKLIST` is the tutorial's order of questions, and `experiments`
holds the trainings that answer two of them.
"""

from engine.diagnosis.checklist import CHECKLIST, Question, Verdict
from engine.diagnosis.finding import Case, Finding, History, Rule, Severity, Threshold
from engine.diagnosis.rules import RULES, diagnose

__all__ = [
    "CHECKLIST",
    "RULES",
    "Case",
    "Finding",
    "History",
    "Question",
    "Rule",
    "Severity",
    "Threshold",
    "Verdict",
    "diagnose",
]
