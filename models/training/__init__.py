"""How our own model comes to be: text and pairs → words and pieces → vectors → contrastive training → a model folder.

sources    what there is to learn from: paragraphs, and pairs of texts that mean the same
words      which words get a vector, and how an unknown one is taken apart
skipgram   a first vector for every word, from plain text
contrast   the vectors learn which texts belong together
folder     the vectors as a sentence-transformers folder, with its card
recipe     all of it in order

site       what a site's own record has to learn from
adapt      a trained model goes on learning from that
"""
