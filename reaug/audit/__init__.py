"""What is wrong with labelled data: findings, each with its rule. Tables in, plain results out."""
