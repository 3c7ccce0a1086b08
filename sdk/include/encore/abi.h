/* encore/abi.h: the binary contract between the Encore host and a plugin.
 *
 * Plugins in C++ include <encore/sdk.hpp> and need not read this file; plugins in another
 * language implement exactly what stands here. C11 and C++11; no other include than these two.
 *
 * Conventions, which hold wherever a comment does not say otherwise:
 *   1. Strings are UTF-8, end in NUL and are never NULL; "" means absent.
 *   2. Who allocates frees. Large results are allocated by the host (new_matrix).
 *   3. No exception, longjmp, exit or abort crosses a function pointer; nothing is written to
 *      standard output or standard error.
 *   4. A struct led by struct_size grows only at its end. Its author sets struct_size to the size
 *      as compiled; its reader touches no field beyond that size.
 *   5. Structs that are passed in arrays have no struct_size; they are frozen for the life of
 *      major version 1.
 *   6. Pointers handed to a call are valid until that call returns.
 *   7. [any] may be called from any thread at any time. [owner] calls on one instance never
 *      overlap, but may move between threads, so no state may live in thread-local storage.
 *      Calls on two instances may always overlap, so globals are constant or locked.
 *   8. Rows are time or samples, columns are features, voxels or other targets.
 *
 * A library's life: the host reads encore_plugin_entry_v1 (constant data: no plugin code has run
 * yet), then create -> kind-specific calls -> destroy. Libraries are never unloaded.
 */
#ifndef ENCORE_ABI_H
#define ENCORE_ABI_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define ENCORE_ABI_MAJOR 1u /* changes together with the name of the entry symbol */
#define ENCORE_ABI_MINOR 3u /* fields were appended or extensions added */
#define ENCORE_ENTRY_SYMBOL "encore_plugin_entry_v1"
#define ENCORE_EXPORT __attribute__((visibility("default")))

/* ---- status ------------------------------------------------------------------------------ */

typedef int32_t encore_status;
enum {
  ENCORE_OK = 0,
  ENCORE_E_PARAM = 1,       /* a parameter's value is wrong; `where` is its key */
  ENCORE_E_SHAPE = 2,       /* sizes or element types do not fit; `where` is the matrix */
  ENCORE_E_NUMERIC = 3,     /* no meaningful result exists (not for single voxels: give NaN) */
  ENCORE_E_IO = 4,          /* a file could not be read or written; `where` is its path */
  ENCORE_E_STATE = 5,       /* called out of order, such as predict before fit */
  ENCORE_E_UNSUPPORTED = 6, /* valid, but this plugin does not do it */
  ENCORE_E_NOMEM = 7,
  ENCORE_E_CANCELLED = 8,   /* progress() asked to stop and the plugin did */
  ENCORE_E_INTERNAL = 9     /* a defect of the plugin */
};

/* ---- matrices ---------------------------------------------------------------------------- */

enum { ENCORE_F32 = 1, ENCORE_F64 = 2, ENCORE_I32 = 3, ENCORE_I64 = 4 };

/* A view of somebody else's numbers. Strides count elements and may be negative; data is aligned
 * to its element type and to nothing more. The host usually hands out contiguous column-major
 * float32, but a plugin must accept any view. Frozen (convention 5). */
typedef struct encore_cmatrix {
  const void *data;
  int64_t rows, cols;
  int64_t row_stride, col_stride;
  int32_t dtype;
  uint32_t reserved;
} encore_cmatrix;

typedef struct encore_matrix {
  void *data;
  int64_t rows, cols;
  int64_t row_stride, col_stride;
  int32_t dtype;
  uint32_t reserved;
} encore_matrix;

/* ---- parameters: declared by the plugin, checked and filled in by the host --------------- */

enum {
  ENCORE_P_BOOL = 1,
  ENCORE_P_INT = 2,
  ENCORE_P_REAL = 3,
  ENCORE_P_STRING = 4,
  ENCORE_P_CHOICE = 5, /* a string out of `choices` */
  ENCORE_P_PATH = 6,   /* made absolute by the host; the file's content enters the cache key */
  ENCORE_P_REAL_LIST = 7,
  ENCORE_P_INT_LIST = 8,
  ENCORE_P_STRING_LIST = 9
};
enum {
  ENCORE_PF_REQUIRED = 1u << 0,  /* no default; the recipe must give it */
  ENCORE_PF_LOG_SCALE = 1u << 1, /* a hint for sweeps and figures */
  ENCORE_PF_NO_HASH = 1u << 2    /* does not change results (a batch size): stays out of the key */
};

/* Frozen (convention 5). */
typedef struct encore_param_spec {
  const char *key;          /* [a-z][a-z0-9_]*; never renamed within a major version */
  const char *doc;          /* one sentence: effect, and usual range */
  const char *unit;         /* "Hz", "ms", ... or "" */
  const char *default_text; /* as it would stand in a recipe; "" with ENCORE_PF_REQUIRED */
  int32_t type;
  uint32_t flags;
  double min, max; /* numbers and list elements; -INFINITY and INFINITY when open */
  const char *const *choices;
  uint32_t n_choices;
  uint32_t reserved;
} encore_param_spec;

/* One per declared spec, in the same order, with defaults filled in. The plugin copies what it
 * keeps (convention 6). Frozen (convention 5). */
typedef struct encore_param_value {
  int32_t type;
  uint32_t n;     /* length of a list */
  int64_t i;      /* ENCORE_P_BOOL, ENCORE_P_INT, index of ENCORE_P_CHOICE */
  double r;       /* ENCORE_P_REAL */
  const char *s;  /* ENCORE_P_STRING, ENCORE_P_CHOICE, ENCORE_P_PATH */
  const double *rs;
  const int64_t *is;
  const char *const *ss;
} encore_param_value;

/* ---- what the host lends for the time of one call ---------------------------------------- */

enum { ENCORE_LOG_DEBUG = 0, ENCORE_LOG_INFO = 1, ENCORE_LOG_WARN = 2, ENCORE_LOG_ERROR = 3 };

typedef struct encore_call {
  uint32_t struct_size;
  uint32_t max_threads; /* the plugin may run so many threads, and joins them before it returns;
                           it never sets process-wide counts (OpenBLAS, OpenMP): the host does */
  uint64_t seed;        /* the only source of randomness; a function of recipe and task */
  void *ctx;            /* first argument of every function below */

  /* [any] The host decides what a user sees; a warning always reaches them. */
  void (*log)(void *ctx, int32_t level, const char *message);

  /* [any] fraction in 0..1. Returns 1 when the plugin should stop: it then cleans up and returns
   * ENCORE_E_CANCELLED. Call it about ten times a second: it is also what makes Ctrl-C work. */
  int32_t (*progress)(void *ctx, double fraction, const char *stage);

  /* [any] Records what went wrong and returns `code`, so that a plugin can `return fail(...)`.
   * `where` is a parameter's key, a matrix or a path. Rationale: with a key the host points at
   * the recipe's line and column. */
  encore_status (*fail)(void *ctx, encore_status code, const char *where, const char *message);

  /* [owner] Makes a matrix that belongs to the host: zeroed, 64-byte aligned, column-major.
   * `out` is valid until the call returns, or until done() of encore.clips/1 names its clip. A
   * second matrix of one name replaces the first. */
  encore_status (*new_matrix)(void *ctx, const char *name, int64_t rows, int64_t cols,
                              int32_t dtype, encore_matrix *out);

  /* [owner] Names the n columns of a matrix that this call made. */
  encore_status (*set_names)(void *ctx, const char *matrix, const char *const *names, int64_t n);

  /* [owner] A fact for the lock file and the results, such as "solver" = "primal". */
  encore_status (*set_meta)(void *ctx, const char *key, const char *value);

  /* [any] A table of functions by name, or NULL when this host lacks it. Known names are listed
   * at the end of this file. */
  const void *(*get_extension)(void *ctx, const char *id);
} encore_call;

/* Streams for save and load. write and read return the bytes moved, or -1; read returns fewer than
 * asked for at the end. */
typedef struct encore_writer {
  void *ctx;
  int64_t (*write)(void *ctx, const void *bytes, uint64_t n);
} encore_writer;
typedef struct encore_reader {
  void *ctx;
  int64_t (*read)(void *ctx, void *bytes, uint64_t n);
} encore_reader;

/* ---- kind 1: feature extractors ---------------------------------------------------------- */

enum {
  ENCORE_IN_AUDIO = 1u << 0,   /* encore_clip.audio */
  ENCORE_IN_TEXT = 1u << 1,    /* encore_clip.text */
  ENCORE_IN_COLUMNS = 1u << 2, /* the columns of the events file */
  ENCORE_IN_FIT = 1u << 3      /* fit() with the training clips comes before extract() */
};

typedef struct encore_needs {
  uint32_t struct_size;
  uint32_t inputs;    /* ENCORE_IN_*; the host loads nothing that is not asked for */
  double sample_rate; /* Hz; the host resamples. 0: as recorded */
  uint32_t channels;  /* 1: the host mixes to mono. 0: as recorded */
  uint32_t reserved;
} encore_needs;

typedef struct encore_audio {
  uint32_t struct_size;
  uint32_t channels;
  double sample_rate;          /* Hz */
  int64_t frames;              /* samples in each channel */
  const float *const *channel; /* channels pointers to frames samples in about -1..1 */
} encore_audio;

/* One stimulus, cut, faded and levelled as the recipe says. */
typedef struct encore_clip {
  uint32_t struct_size;
  uint32_t n_columns;
  const char *id;            /* unique in the data set */
  const char *path;          /* the recording, or "" */
  double start_s;            /* where the clip begins in that recording */
  double duration_s;
  const encore_audio *audio; /* NULL unless ENCORE_IN_AUDIO */
  const char *text;          /* caption; "" unless ENCORE_IN_TEXT and present */
  const char *const *column_names;
  const char *const *column_values;
} encore_clip;

/* The rows of a data set that has no stimuli (`kind: arrays`). */
typedef struct encore_rows {
  uint32_t struct_size;
  uint32_t reserved;
  int64_t n;
  const int32_t *run;      /* label of the run of each row */
  const uint8_t *test;     /* 0 train, 1 test */
  const char *const *clip; /* stimulus of each row, or NULL when unknown */
  const int32_t *offset;   /* row within its clip, or NULL when unknown */
} encore_rows;

typedef struct encore_features_vt {
  uint32_t struct_size;
  uint32_t reserved;

  /* [owner] Says what extract reads. Depends on parameters only. */
  encore_status (*needs)(void *self, const encore_call *, encore_needs *out);

  /* [owner] Learns from the training clips (a vocabulary, a basis). Never sees a test clip.
   * May be NULL. */
  encore_status (*fit)(void *self, const encore_call *, const encore_clip *const *clips,
                       int64_t n);

  /* [owner] Makes "features" (frames x dims) and "times" (frames x 2, float64): the span of the
   * clip, in seconds from its start, that each row describes. Same dims for every clip, at least
   * one frame. A row whose span is the whole clip is repeated over it. The result depends on
   * parameters, seed, fit and this clip only: clips come in any order, from parallel instances.
   * NULL when the plugin works on rows only. */
  encore_status (*extract)(void *self, const encore_call *, const encore_clip *clip);

  /* [owner] Makes "features" (rows->n x dims). NULL when the plugin needs stimuli. */
  encore_status (*extract_rows)(void *self, const encore_call *, const encore_rows *rows);

  /* State after fit. Both may be NULL when fit is. */
  encore_status (*save)(void *self, const encore_call *, const encore_writer *);
  encore_status (*load)(void *self, const encore_call *, const encore_reader *);

  /* Since minor 2. [owner] extract for n clips at once, for plugins whose start costs more than a
   * clip, or to which clips side by side are cheaper: makes "features/0" and "times/0" to
   * "features/<n-1>" and "times/<n-1>", each as extract would. May be NULL. */
  encore_status (*extract_many)(void *self, const encore_call *, const encore_clip *const *clips,
                                int64_t n);
  /* Since minor 2. [owner] The number of clips that one extract_many takes well; a function of the
   * parameters alone. NULL when extract_many is. */
  int64_t (*preferred_clips)(void *self);
} encore_features_vt;

/* ---- kind 2: regressions ----------------------------------------------------------------- */

typedef struct encore_design {
  uint32_t struct_size;
  uint32_t n_bands;          /* feature spaces side by side in x; at least 1 */
  encore_cmatrix x;          /* training rows x columns, not centred */
  const int32_t *group;      /* run of each row: rows of one group are never divided by a fold */
  const int32_t *band_start; /* n_bands + 1 column offsets: band b is [b], [b + 1) */
  const char *const *band_names;
} encore_design;

/* Since minor 1. What a fit will look like, before there is any data. */
typedef struct encore_fit_shape {
  uint32_t struct_size;
  uint32_t max_threads;
  int64_t rows, cols; /* of the training features */
  int64_t targets;    /* in the largest block */
  int64_t new_rows;   /* that predict gets at once */
  uint32_t n_groups;  /* runs */
  uint32_t n_bands;
} encore_fit_shape;

/* Fitting comes in two steps so that responses can be larger than memory: prepare does all that
 * depends on x alone, then fit and predict follow for one block of targets after another. Every
 * block sees the same rows. Results for a target must not depend on its block, unless the
 * descriptor says ENCORE_DF_JOINT_TARGETS: then all targets come in one block. */
typedef struct encore_regression_vt {
  uint32_t struct_size;
  uint32_t reserved;

  /* [owner] Exception to convention 6: the numbers and arrays behind `design` stay valid and
   * unchanged until the next prepare or destroy. */
  encore_status (*prepare)(void *self, const encore_call *, const encore_design *design);

  /* [owner] y: training rows x targets. Replaces the previous fit. A constant target, or one with
   * NaN or infinity, must not fail the block: its results are NaN. */
  encore_status (*fit)(void *self, const encore_call *, const encore_cmatrix *y);

  /* [owner] Writes every element of y_hat: rows of x x targets of the last fit. */
  encore_status (*predict)(void *self, const encore_call *, const encore_cmatrix *x,
                           encore_matrix *y_hat);

  /* [owner] The share of one band in the prediction; the shares of all bands and the intercept
   * add up to predict. NULL when the plugin knows no bands; ENCORE_E_UNSUPPORTED where its
   * parameters leave no such shares. */
  encore_status (*predict_band)(void *self, const encore_call *, const encore_cmatrix *x,
                                uint32_t band, encore_matrix *y_hat);

  /* [owner] Makes the named matrix for the targets of the last fit, or returns
   * ENCORE_E_UNSUPPORTED. Names: "alpha" (bands x targets), "cv_score" (1 x targets), "edge"
   * (1 x targets; 1 where the penalty chosen ends the grid), "weights" (columns x targets),
   * "intercept" (1 x targets); a plugin may know more. */
  encore_status (*inspect)(void *self, const encore_call *, const char *name);

  /* The fitted state, for prediction elsewhere: predict and inspect work after load, without
   * prepare. Both may be NULL. */
  encore_status (*save)(void *self, const encore_call *, const encore_writer *);
  encore_status (*load)(void *self, const encore_call *, const encore_reader *);

  /* Since minor 1. [owner] After prepare: the number of targets that one fit takes well, or 0 when
   * any will do; a function of the design alone. For a plugin whose fit does much that all targets
   * of a block share. The host gives that many up to a limit of its own (16,384), but for the last
   * block. May be NULL. */
  int64_t (*preferred_targets)(void *self);

  /* Since minor 1. [owner] Any time after create: bytes that prepare, fit and predict of such a
   * shape take at their peak, without what the host lends and without what inspect and save make;
   * an upper bound, or 0 when unknown. The host plans with it, so that a run keeps to the user's
   * limit; it guesses where this is NULL. */
  int64_t (*memory)(void *self, const encore_fit_shape *);
} encore_regression_vt;

/* ---- kind 3: retrieval ------------------------------------------------------------------- */

typedef struct encore_retrieval_vt {
  uint32_t struct_size;
  uint32_t reserved;

  /* [owner] Indexes keys (entries x dims); copies what it keeps. Replaces an earlier index. */
  encore_status (*build)(void *self, const encore_call *, const encore_cmatrix *keys);

  /* [owner] For each row of queries the best entries, best first: ids (int64, queries x k; row
   * numbers of keys, -1 where there are fewer) and scores (float32, same shape; higher is
   * better, NaN beside -1). Equal scores are ordered by id. */
  encore_status (*search)(void *self, const encore_call *, const encore_cmatrix *queries,
                          encore_matrix *ids, encore_matrix *scores);

  encore_status (*save)(void *self, const encore_call *, const encore_writer *);
  encore_status (*load)(void *self, const encore_call *, const encore_reader *);
} encore_retrieval_vt;

/* ---- kind 4: generators ------------------------------------------------------------------ */

typedef struct encore_gen_request {
  uint32_t struct_size;
  uint32_t n_samples;       /* how many clips to make from one condition */
  double seconds;
  double sample_rate;       /* Hz; 0: the generator's own */
  encore_cmatrix condition; /* rows x dims: one embedding, or one for each step of time */
  const char *prompt;       /* text, or "" */
} encore_gen_request;

typedef struct encore_gen_sink {
  void *ctx;
  /* Interleaved samples of clip `sample`, in order of time; clips may interleave. Returns 1 when
   * the generator should stop. */
  int32_t (*write)(void *ctx, uint32_t sample, const float *interleaved, int64_t frames,
                   uint32_t channels, double sample_rate);
} encore_gen_sink;

typedef struct encore_generator_vt {
  uint32_t struct_size;
  uint32_t reserved;
  /* [owner] Makes n_samples clips of about `seconds`, each from its own draws of the seed, at the
   * rate that was asked for or its own. */
  encore_status (*generate)(void *self, const encore_call *, const encore_gen_request *,
                            const encore_gen_sink *);
} encore_generator_vt;

/* ---- descriptor and entry: constant data, readable before any code runs ------------------- */

enum {
  ENCORE_KIND_FEATURES = 1,
  ENCORE_KIND_REGRESSION = 2,
  ENCORE_KIND_RETRIEVAL = 3,
  ENCORE_KIND_GENERATOR = 4
};
enum {
  ENCORE_DF_DETERMINISTIC = 1u << 0, /* same input, seed and thread count: same bytes */
  ENCORE_DF_USES_BLAS = 1u << 1,     /* the host gives BLAS the threads and the plugin one; without
                                        it BLAS has one thread and the plugin max_threads, each of
                                        which may call BLAS */
  ENCORE_DF_JOINT_TARGETS = 1u << 2, /* see encore_regression_vt */
  ENCORE_DF_NEEDS_GPU = 1u << 3,
  ENCORE_DF_USES_SEED = 1u << 4,     /* results depend on encore_call.seed: it enters the key */
  ENCORE_DF_RUNS_PROGRAMS = 1u << 5  /* since minor 2: runs the files that its ENCORE_P_PATH
                                        parameters name; only create, destroy, needs and
                                        preferred_* are called before a person allowed that */
};

typedef struct encore_descriptor {
  uint32_t struct_size;
  int32_t kind;
  uint32_t flags;
  uint32_t n_params;
  const char *id;      /* dotted and lasting: "org.example.ridge" */
  const char *version; /* semantic version: part of the cache key, so raise it when numbers change */
  const char *name, *summary, *authors, *license, *citation, *url;
  const encore_param_spec *params;
  const void *vtable; /* encore_<kind>_vt */

  /* [any] Makes an instance. `values` has n == n_params entries. */
  encore_status (*create)(const encore_call *, const encore_param_value *values, uint32_t n,
                          void **self);
  /* [owner] Accepts NULL. */
  void (*destroy)(void *self);
} encore_descriptor;

typedef struct encore_entry {
  uint32_t struct_size;
  uint32_t abi_major, abi_minor;
  uint32_t n_plugins;
  const char *build; /* compiler and flags, for provenance */
  const char *isa;   /* instruction sets beyond the platform's baseline, such as "avx2 fma"; the
                        host runs no code of a library whose sets the processor lacks */
  const encore_descriptor *const *plugins;
} encore_entry;

/* ---- extensions of encore_call ------------------------------------------------------------ */

/* "encore.dataset/1": matrices that a person put beside the responses (`kind: arrays`). */
#define ENCORE_EXT_DATASET "encore.dataset/1"
typedef struct encore_ext_dataset {
  uint32_t struct_size;
  uint32_t reserved;
  /* [owner] /features/<name> of the arrays file: rows x dims. `ctx` is that of encore_call; the
   * numbers stay until the call ends. A name that does not exist is ENCORE_E_IO, and the host has
   * the reason already. */
  encore_status (*read)(void *ctx, const char *name, encore_cmatrix *out);
} encore_ext_dataset;

/* "encore.clips/1", since minor 3: what a plugin says of one clip of extract_many, 0 to n - 1. `ctx`
 * is that of encore_call. */
#define ENCORE_EXT_CLIPS "encore.clips/1"
typedef struct encore_ext_clips {
  uint32_t struct_size;
  uint32_t reserved;
  /* [any] As log at ENCORE_LOG_WARN; before done() of that clip. Rationale: log() does not say of
   * which clip, so the host names one that is not done yet. */
  void (*warn)(void *ctx, int64_t clip, const char *message);
  /* [owner] The matrices of this clip are complete, and the host keeps them at once: what was done
   * is not lost with the rest. It frees them, so the plugin touches them no more. Returns
   * ENCORE_E_CANCELLED when the plugin should stop, as progress does. Once a clip; optional: what
   * was not named is kept when the call ends. */
  encore_status (*done)(void *ctx, int64_t clip);
} encore_ext_clips;

#ifdef __cplusplus
} /* extern "C" */
#endif
#endif /* ENCORE_ABI_H */
