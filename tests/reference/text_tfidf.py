#!/usr/bin/env python3
"""Prints the numbers of scikit-learn that tests/plugins/features/text_tfidf_test.cpp holds.

Needs scikit-learn (1.9.1). Usage: text_tfidf.py CAPTIONS_CSV
"""
import csv
import sys

import numpy as np
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer

np.set_printoptions(precision=9, suppress=True, linewidth=120)
SMALL = ["Slow blues, slow guitar.", "Fast rock guitar & drums!", "A sad Café song, slow.",
         "drums drums drums"]


def small():
    for options in ({}, dict(sublinear_tf=True, norm="l1", ngram_range=(1, 2), stop_words=["slow"]),
                    dict(norm=None, min_df=2, lowercase=False)):
        v = TfidfVectorizer(**options)
        x = v.fit_transform(SMALL).toarray()
        print(options, list(v.get_feature_names_out()), x, sep="\n")
        print(v.transform(["slow drums in a café"]).toarray())
    x = TfidfVectorizer().fit_transform(SMALL)
    print(TruncatedSVD(2, algorithm="arpack", tol=0).fit_transform(x))


def real(captions, **options):
    train = [c for i, c in enumerate(captions) if i % 10 != 9]
    test = [c for i, c in enumerate(captions) if i % 10 == 9]
    v = TfidfVectorizer(**options)
    x, t = v.fit_transform(train), v.transform(test)
    svd = TruncatedSVD(20, algorithm="arpack", tol=0).fit(x)
    p = svd.transform(t)
    print(options, x.shape[1], t.nnz, t.sum())
    print(p[0, :5], np.linalg.norm(p, axis=0)[[0, 1, 19]],
          (svd.singular_values_**2).sum() / x.multiply(x).sum())


with open(sys.argv[1], encoding="utf-8-sig") as file:
    texts = [row["DescEN"] for row in csv.DictReader(file)]
small()
real(texts)
real(texts, min_df=2, max_df=0.5, ngram_range=(1, 2), sublinear_tf=True, norm="l1")
