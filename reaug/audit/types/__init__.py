"""Evidence for the entity types of mentions: the audit reports wrong types, `clean` corrects
them.
"""
