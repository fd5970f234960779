"""reaug from Python: the same runs as on the command line, on data in memory."""

from reaug.api.data import convert as convert
from reaug.api.data import export as export
from reaug.api.data import load as load
from reaug.api.data import split as split
from reaug.api.looking import columns as columns
from reaug.api.looking import inventory as inventory
from reaug.api.looking import runs_graph as runs_graph
from reaug.api.looking import schema as schema
from reaug.api.looking import show as show
from reaug.api.new_runs import preview as preview
from reaug.api.new_runs import run as run
from reaug.api.past_runs import trace as trace
from reaug.api.past_runs import undo as undo
from reaug.api.past_runs import verify as verify
from reaug.api.reviewing import agree as agree
from reaug.api.reviewing import review_export as review_export
from reaug.api.reviewing import review_import as review_import
from reaug.api.rule_books import check_rules as check_rules
from reaug.api.rule_books import judge_rules as judge_rules
from reaug.api.rule_books import learn_rules as learn_rules
from reaug.api.shaping import curriculum as curriculum
from reaug.api.shaping import encode as encode
from reaug.api.starting import init as init
from reaug.api.steps import cleaning as cleaning
from reaug.api.transforming import augment as augment
from reaug.api.transforming import clean as clean
