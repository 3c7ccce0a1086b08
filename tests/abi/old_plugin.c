/* A plugin built with the header of ABI 1.0, in C: predicts the mean of each target. */
#include <abi.h>
#include <math.h>
#include <stdlib.h>

struct model {
  int64_t targets;
  float *mean;
};

static encore_status create(const encore_call *call, const encore_param_value *values, uint32_t n,
                            void **self) {
  (void)values;
  if (n != 0) return call->fail(call->ctx, ENCORE_E_PARAM, "", "there are no parameters");
  *self = calloc(1, sizeof(struct model));
  return *self != NULL ? ENCORE_OK : ENCORE_E_NOMEM;
}
static void destroy(void *self) {
  if (self == NULL) return;
  free(((struct model *)self)->mean);
  free(self);
}
static encore_status prepare(void *self, const encore_call *call, const encore_design *design) {
  (void)self;
  (void)call;
  (void)design;
  return ENCORE_OK;
}
static encore_status fit(void *self, const encore_call *call, const encore_cmatrix *y) {
  struct model *m = self;
  if (y->dtype != ENCORE_F32) return call->fail(call->ctx, ENCORE_E_SHAPE, "y", "must be float32");
  free(m->mean);
  m->targets = y->cols;
  m->mean = calloc((size_t)y->cols + 1, sizeof(float));
  if (m->mean == NULL) return ENCORE_E_NOMEM;
  for (int64_t c = 0; c < y->cols; ++c) {
    double sum = 0;
    for (int64_t r = 0; r < y->rows; ++r)
      sum += ((const float *)y->data)[r * y->row_stride + c * y->col_stride];
    m->mean[c] = (float)(sum / (double)y->rows);
  }
  return ENCORE_OK;
}
static encore_status predict(void *self, const encore_call *call, const encore_cmatrix *x,
                             encore_matrix *y) {
  const struct model *m = self;
  if (m->mean == NULL) return call->fail(call->ctx, ENCORE_E_STATE, "predict", "fit comes first");
  if (y->rows != x->rows || y->cols != m->targets)
    return call->fail(call->ctx, ENCORE_E_SHAPE, "y_hat", "has another shape");
  for (int64_t c = 0; c < y->cols; ++c)
    for (int64_t r = 0; r < y->rows; ++r)
      ((float *)y->data)[r * y->row_stride + c * y->col_stride] = m->mean[c];
  return ENCORE_OK;
}

static const encore_regression_vt table = {sizeof(table), 0,    prepare, fit, predict,
                                           NULL,          NULL, NULL,    NULL};
static const encore_descriptor mean_model = {
    sizeof(mean_model), ENCORE_KIND_REGRESSION, ENCORE_DF_DETERMINISTIC, 0,
    "test.old",         "1.0.0",                "Old plugin",            "The mean of each target.",
    "",                 "MIT",                  "",                      "",
    NULL,               &table,                 create,                  destroy};
static const encore_descriptor *const plugins[] = {&mean_model};

extern ENCORE_EXPORT const encore_entry encore_plugin_entry_v1;
const encore_entry encore_plugin_entry_v1 = {
    sizeof(encore_entry), ENCORE_ABI_MAJOR, ENCORE_ABI_MINOR, 1, "c", "", plugins};
