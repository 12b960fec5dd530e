"""The fields of the format: which there are, in what order they stand, what some of them may say.

What the public Pabulib checker is known to report, and the code that reports it here (with line and field; the words
are in `problems.CODES`). Errors there may be warnings here where what is meant is clear.

| the public checker reports | here |
| --- | --- |
| empty lines | `blank_line` |
| a comma in a number | `decimal_comma` |
| a project without a cost, or with none above zero | `cost_unreadable`, `cost_not_positive` |
| a project dearer than the budget | `cost_over_budget`, `project_withdrawn` |
| winners dearer than the budget | `selected_over_budget` |
| the budget pays for everything and `fully_funded` does not say so | `fully_funded_missing`, `fully_funded_differs` |
| money left that would have paid for a project | `selected_could_add` |
| another number of votes or projects than META says | `num_votes_differs`, `num_projects_differs` |
| a project twice on a ballot | `ballot_repeats` |
| a ballot too long, too short, too dear, too cheap | `ballot_too_long`, `…_short`, `…_dear`, `…_cheap` |
| points outside the limits | `points_over`, `points_under`, `points_sum_over`, `points_sum_under` |
| votes or scores that the ballots do not give | `votes_differ`, `votes_count_repeats`, `score_differs` |
| a vote for a project that is not listed | `ballot_unknown_project` |
| neither votes nor scores | `totals_missing` |
| a project without votes | `project_without_votes` |
| a ballot of points without points | `points_missing`, `points_count` |
| a field missing that has to be there | `meta_missing`, `meta_missing_usual`, `column_missing` |
| a field that the format does not know, or no longer | `field_unknown`, `column_renamed` |
| fields in another order | `meta_order`, `column_order` |
| a value of the wrong kind | `number_unreadable`, `number_not_whole`, `value_unreadable`, `age_unreadable` |
| a gap in a list | `list_gap`, `ballot_empty_item` |
| a value that is none of the known ones | `vote_type_unknown`, `rule_unknown`, `selected_unknown`, `sex_unusual`, \
`method_unusual`, `flag_unusual` |
| a country, currency or language that is none | `country_unusual`, `code_unusual` |
| a date that is none, or an end before the beginning | `date_unreadable`, `dates_crossed` |
| a comment without its number | `comment_unnumbered` |
| winners that the rule does not give | `selected_not_by_rule` (greedy rules, equal shares, Poznań's 80 %) |
| META without its header `key;value` | `column_missing`, `header_missing` |
| sections missing, repeated, in another order, or with text before them | `section_missing`, `section_repeated`, \
`section_order`, `text_before_sections` |
| a column, key, project or voter named twice or not at all | `column_repeated`, `meta_repeated`, `meta_unnamed`, \
`project_id_repeated`, `project_id_empty`, `voter_id_repeated`, `voter_id_empty` |
| a row longer than its header | `row_long` |
| white space around a cell or around the commas of a list | `cell_spaces`, `list_spaces` |
| a longest ballot longer than there are projects | `limit_over_projects` |
| one project a ballot without saying `choose-1` | `choose_one_suggested`, `average_length_one` |
| a ballot whose points do not fall | `points_unsorted` |
| a label written in two ways | `labels_alike` |
| an empty cell in a column that is there | `cells_empty`, `project_nameless`, `meta_empty` |
"""

from decimal import Decimal
from typing import Final

from voting.counting.election import META_KEYS, Election, in_order, number, tidy
from voting.counting.pb_codes import is_country
from voting.counting.pb_text import Report
from voting.counting.rules import RULES

PROJECTS: Final = (
    "project_id", "cost", "votes", "score", "name", "category", "beneficiaries", "selected", "neighborhood",
    "subunit", "district", "description", "proposer", "public_id", "latitude", "longitude",
)  # fmt: skip
VOTES: Final = (
    "voter_id", "vote", "points", "age", "sex", "voting_method", "district", "neighborhood", "education",
    "topic_preference_transport", "topic_preference_culture", "topic_preference_nature", "district_preference",
    "time_taken_seconds", "format_easiness", "format_expressiveness", "format_rank",
)  # fmt: skip
WHOLE: Final = ("num_projects", "num_votes", "min_length", "max_length")
FLAGS: Final = ("fully_funded", "experimental")
RENAMED: Final = {"target": "beneficiaries"}
_RULES: Final = frozenset(RULES) | {
    "unknown", "greedy-custom", "greedy-exclusive", "equalshares", "equalshares/add1", "equalshares/add1-comparison",
}  # fmt: skip


def check_fields(election: Election, report: Report) -> None:
    """Add what is odd about the fields themselves and about the values of META."""
    _known(election, report)
    _values(election, report)
    _lists(election, report)
    flag, total = election.meta.get("fully_funded"), sum((p.cost for p in election.projects), Decimal(0))
    if not flag and election.projects and total <= election.budget:
        report.add(
            "fully_funded_missing",
            section="META",
            field="fully_funded",
            cost=tidy(total),
            budget=tidy(election.budget),
        )


def _known(election: Election, report: Report) -> None:
    meta = list(election.meta)
    known = [key for key in meta if key in META_KEYS]
    if known != in_order(known):
        report.add("meta_order", section="META", expected=", ".join(in_order(known)))
    for section, names, usual in (
        ("META", meta, META_KEYS),
        ("PROJECTS", election.project_columns, PROJECTS),
        ("VOTES", election.vote_columns, VOTES),
    ):
        for name in names:
            if section == "PROJECTS" and name in RENAMED:
                report.add("column_renamed", section=section, field=name, column=name, now=RENAMED[name])
            elif name not in usual:
                report.add("field_unknown", section=section, field=name, name=name)


def _values(election: Election, report: Report) -> None:
    meta = election.meta

    def complain(code: str, key: str) -> None:
        report.add(code, section="META", field=key, key=key, value=meta[key][:40])

    for key in WHOLE:
        value = number(meta.get(key, ""))
        if value is not None and value != int(value):
            complain("number_not_whole", key)
    for key in FLAGS:
        if meta.get(key, "") not in ("", "1"):
            complain("flag_unusual", key)
    if (rule := meta.get("rule", "")) and rule.lower() not in _RULES:
        complain("rule_unknown", "rule")
    if (comment := meta.get("comment", "")) and not comment.startswith("#1: "):
        complain("comment_unnumbered", "comment")
    if (country := meta.get("country", "")) and not is_country(country):
        complain("country_unusual", "country")


def _lists(election: Election, report: Report) -> None:
    for project in election.projects:
        for column, text in (
            ("category", project.category),
            ("beneficiaries", project.extra.get("beneficiaries", "")),
        ):
            if text and not all(part.strip() for part in text.split(",")):
                report.add(
                    "list_gap",
                    section="PROJECTS",
                    field=column,
                    column=column,
                    value=text[:40],
                    project=project.id,
                )
