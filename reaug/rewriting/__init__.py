"""Rewriting rows with a language model: prompts, requests, answers, and which answers are used.

`prompts` are files; `mentions` hides the mentions of a sentence and finds them again in an answer;
`requests` builds the request for a row, `batch_files` their files for providers; `answers` reads
what came back; `judging` decides which answers are accepted, `whole_row` turns them into changes;
`client` and `asking` talk to a server.
"""
