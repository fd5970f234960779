"""Rows rewritten by a language model: what it is asked, what it answers, what may come in.

`prompts` are files; `mentions` hides the mentions of a sentence and finds them again in an answer;
`requests` are what is asked of a row, `batch_files` their files for providers; `answers` is what
came back; `judging` says which answers may enter, `whole_row` makes changes of them; `client` and
`asking` speak with a server.
"""
