"""Rewrite rows with a language model: prompts, requests, answers, and which answers are accepted.

`prompts` reads prompts; `mention_marks` hides the mentions of a sentence and finds them in an
answer; `requests` builds the request for a row, and `batch_files` files of requests for providers;
`answers` reads answers; `acceptance` decides which answers are accepted, and `sentence_changes`
turns them into changes; `client` and `request_sender` talk to a server.
"""
