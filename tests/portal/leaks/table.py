"""Who may read which kind of text: the one place that says so. Everybody else may not, at any address."""

NOBODY: frozenset[str] = frozenset()
REVIEWERS = frozenset({"reviewer", "coordinator"})
"""Who reviews there, where the proposal is; not elsewhere, nor any other official."""
PLANNERS = frozenset({"coordinator"})
MODERATORS = frozenset({"moderator", "coordinator"})
SUM_UP = frozenset({"facilitator", "moderator", "coordinator"})
HISTORY = frozenset({"coordinator", "certifier", "elsewhere"})
"""Who answers for the whole reads what was done everywhere."""
AUTHOR, WRITER, DELEGATE = frozenset({"author"}), frozenset({"writer"}), frozenset({"delegate"})
AUTHORS = frozenset({"author", "co_author"})

MAY_READ: dict[str, frozenset[str]] = {
    # the review
    "remark": REVIEWERS,
    "appealremark": REVIEWERS,
    "question": REVIEWERS,
    "answer": REVIEWERS,
    "tasknote": REVIEWERS,
    "costline": REVIEWERS,
    "costsource": REVIEWERS,
    "draftreason": REVIEWERS,
    "returnedreason": REVIEWERS,
    "extension": REVIEWERS,
    "appeal": REVIEWERS,
    "request": REVIEWERS | AUTHORS,
    "lettersubject": REVIEWERS | AUTHOR,
    "letterbody": REVIEWERS | AUTHOR,
    # plans to merge and to split
    "mergereason": PLANNERS | AUTHOR,
    "mergedeclined": PLANNERS | AUTHOR,
    "splitreason": PLANNERS,
    "splittitle": PLANNERS,
    "splitpart": PLANNERS,
    "askedreason": PLANNERS | AUTHOR,
    "askedpart": PLANNERS | AUTHOR,
    "splitdeclined": PLANNERS | AUTHOR,
    # working together
    "draft": AUTHOR,
    "drafttitle": AUTHOR,
    "draftplace": AUTHOR,
    "draftpicture": AUTHOR,
    "invited": AUTHOR,
    "suggestion": AUTHORS | WRITER,
    "suggestionnote": AUTHORS | WRITER,
    "suggestiondeclined": AUTHORS | WRITER,
    # the talk and moderation
    "hiddencomment": MODERATORS | WRITER,
    "hiddenwording": NOBODY,
    "hiddenstatement": MODERATORS | WRITER,
    "hiddenpicture": MODERATORS | AUTHOR,
    "hiddentitle": MODERATORS | REVIEWERS | AUTHOR,
    "hiddenproposal": MODERATORS | REVIEWERS | AUTHOR,
    "hiddenmerged": MODERATORS | REVIEWERS | AUTHOR,
    "hiddenlead": MODERATORS | REVIEWERS | AUTHOR,
    "hiddenwhole": MODERATORS | REVIEWERS | AUTHOR,
    "hiddenpart": MODERATORS | REVIEWERS | AUTHOR,
    "hiddenrefused": MODERATORS | REVIEWERS | AUTHOR,
    "commentappeal": MODERATORS | WRITER,
    "statementappeal": MODERATORS | WRITER,
    "pictureappeal": MODERATORS | AUTHOR,
    "proposalappeal": MODERATORS | AUTHOR,
    "findingappeal": MODERATORS | DELEGATE,
    "correction": SUM_UP | WRITER,
    "correctiondeclined": SUM_UP | WRITER,
    "hiddenname": NOBODY,
    "mailofauthor": AUTHOR,
    "mailofwriter": WRITER,
    "blackedout": NOBODY,
    # projects and the follow-up
    "hiddenfinding": MODERATORS | DELEGATE,
    "findingpicture": MODERATORS | DELEGATE,
    "withdrawnfinding": DELEGATE,
    "evaluation": REVIEWERS,
    "supplier": REVIEWERS,
    "bookingtext": REVIEWERS,
    "delegatemail": REVIEWERS,
    "endreason": REVIEWERS,
    "ledgerfile": REVIEWERS,
    "ledgerundone": REVIEWERS,
    # the year
    "lesson": PLANNERS,
    "improvement": PLANNERS,
    "nextyear": HISTORY,
}
SHOWN_NOWHERE = {"extension", "hiddenname", "hiddenwording", "blackedout"}
"""Of what somebody may read, what no page shows today; of all else the readers are found."""
ADMINISTRATORS_READ = {
    *("hiddentitle", "hiddenmerged", "hiddenlead", "hiddenwhole", "hiddenpart", "hiddenrefused"),
    *("mailofauthor", "mailofwriter", "nextyear"),
}
"""What the administration shows: titles of proposals, whom an account belongs to, years; nothing else of it."""

SCRIBES = frozenset({"clerk_and_scribe", "scribe", "facilitator", "coordinator"})
HEARING_STAFF = frozenset(
    {"coordinator", "moderator", "facilitator", "clerk_and_scribe", "scribe", "reviewer"}
)
IN_HEARINGS: dict[str, frozenset[str]] = {
    "hiddennote": MODERATORS,
    "noteappeal": MODERATORS,
    "heldnote": MODERATORS,
    "sealednote": NOBODY,
    "teamstory": MODERATORS,
    "storymail": NOBODY,
    "quotedstory": MODERATORS,
    "storyversion": MODERATORS,
    "objection": MODERATORS,
    "withdrawnstory": NOBODY,
    "heldremark": MODERATORS,
    "hiddenremark": MODERATORS,
    "remarkappeal": MODERATORS,
    "leftout": SUM_UP,
    "unshown": HEARING_STAFF,
    "hostmail": PLANNERS,
    "subscriber": NOBODY,
    "keyed": SCRIBES,
    "preparing": HEARING_STAFF,
}
"""The same of hearings; everybody of the town's staff looks after a hearing that is being prepared."""

ROLL_DESK = frozenset({"coordinator", "clerk_and_scribe"})
VOTE_DESK = ROLL_DESK | {"certifier"}
COUNCIL = VOTE_DESK | {"councillor"}
IN_VOTES: dict[str, frozenset[str]] = {
    "personhash": NOBODY,
    "requesthash": NOBODY,
    "requestmail": ROLL_DESK,
    "requestreason": ROLL_DESK,
    "station": VOTE_DESK,
    "deskreason": VOTE_DESK,
    "noticetext": VOTE_DESK,
    "noticereason": VOTE_DESK,
    "casereason": VOTE_DESK,
    "introduction": COUNCIL,
    "sentback": VOTE_DESK,
    "linereason": VOTE_DESK,
    "conditions": VOTE_DESK,
    "freedreason": VOTE_DESK,
    "councilquestion": COUNCIL,
}
"""The same of votes: neither a voter with a code nor anybody else reads what waits for a second official."""
