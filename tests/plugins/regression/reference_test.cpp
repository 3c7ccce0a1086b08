// Values of himalaya 0.4.11 and scikit-learn 1.9.1, as printed by tests/reference/regression.py.
#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "abi_host.hpp"
#include "problem.hpp"

namespace encore::testing {
namespace {

// The arrays of the script.
struct Arrays {
  MatrixF x{40, 6}, y{40, 5};
  std::vector<std::int32_t> groups;
};

Arrays arrays() {
  Arrays a;
  MatrixD x(40, 6), w(6, 5);
  for (int r = 0; r < 40; ++r)
    for (int c = 0; c < 6; ++c)
      x(r, c) = std::sin(0.7 * r * (c + 1) + c * c) + 0.3 * std::cos(0.31 * r) + 0.5 * c;
  for (int c = 0; c < 6; ++c)
    for (int t = 0; t < 5; ++t) w(c, t) = std::cos(1.3 * c * (t + 1) + t);
  MatrixD y = x * w;
  for (int r = 0; r < 40; ++r) {
    for (int t = 0; t < 5; ++t)
      y(r, t) += (0.2 + 1.5 * t) * std::sin(2.39 * r * (t + 2) + 0.17 * r * r) + 2;
    a.groups.push_back(r / 10);
  }
  a.x = x.cast<float>();
  a.y = y.cast<float>();
  return a;
}

TEST(Reference, RidgeIsHimalayas) {
  const Arrays a = arrays();
  const Eigen::Matrix<double, 1, 5> alpha{0.1, std::sqrt(10.0), 10, 100, 1000};
  const Eigen::Matrix<double, 1, 5> score{0.9911612168, 0.4452545521, 0.01098732069, -0.02443867229,
                                          -0.2374468379};
  const Eigen::Matrix<double, 1, 5> intercept{2.301970997, 2.394607877, 1.721503287, 2.894262948,
                                              2.740274442};
  MatrixD weights(6, 5);
  weights << 1.020970814, 0.06250299575, -0.3512564387, -0.2547284748, -0.0006986443838,
      0.3063776081, -0.2351881064, 0.7022359122, 0.009953390399, 0.002405105639, -0.8748888319,
      1.220443643, -0.3159351551, -0.06278983893, -0.02204936971, -0.8003791961, -0.5047483845,
      0.2442556938, 0.2094671062, -0.01709086505, 0.4207136292, 0.6049790639, 0.07390923422,
      -0.2226978492, 0.02138838197, 0.9272962247, -0.4303202541, -0.7254729025, -0.05139807926,
      -0.02181064614;
  for (const char* solver : {"primal", "dual"}) {
    AbiRegression ridge(ENCORE_RIDGE_PLUGIN, "encore.ridge",
                        {{"alphas", log_grid(-1, 3, 9)}, {"solver", std::string(solver)}});
    ridge.prepare(view(a.x), a.groups, {0, 6});
    ridge.fit(a.y);
    EXPECT_LT((ridge.inspect("alpha") - alpha).cwiseAbs().maxCoeff(), 1e-9);
    EXPECT_LT((ridge.inspect("cv_score") - score).cwiseAbs().maxCoeff(), 1e-7);
    EXPECT_LT((ridge.inspect("weights") - weights).cwiseAbs().maxCoeff(), 1e-7);
    EXPECT_LT((ridge.inspect("intercept") - intercept).cwiseAbs().maxCoeff(), 1e-7);
    const Eigen::Matrix<double, 1, 5> edge{1, 0, 0, 0, 1};
    EXPECT_EQ(ridge.inspect("edge"), MatrixD(edge));
  }
}

TEST(Reference, BandedRidgeIsHimalayas) {
  const Arrays a = arrays();
  MatrixD penalties(3, 5), score(1, 5), weights(6, 5), intercept(1, 5);
  penalties << 0.3, 20, 5.270462767, 632.455532, 1666.666667, 0.3, 1.111111111, 10.54092553,
      316.227766, 3333.333333, 0.3, 20, 31.6227766, 37.20326659, 10000;
  score << 0.9907039643, 0.4581175294, 0.02933069652, -0.01137302909, -0.2343986166;
  weights << 1.009233379, 0.06825801325, -0.4333447188, -0.04593048143, -0.0004619523145,
      0.3014342939, -0.1092134637, 0.8306594674, 0.00252390904, 0.001447345302, -0.8592009759,
      1.292943161, -0.4124577295, -0.02057621147, -0.006783867945, -0.7780967767, -0.9255168868,
      0.191211703, 0.05899022652, -0.005334234003, 0.4367476844, 0.1799762077, 0.02339688141,
      -0.5116941783, 0.002200985245, 0.9091752458, -0.2398495491, -0.4021497685, -0.1145459855,
      -0.002240946838;
  intercept << 2.269796799, 3.263892799, 1.129398018, 3.805728659, 2.698001812;
  const std::vector<std::int32_t> bands{0, 2, 4, 6};
  for (const char* solver : {"primal", "dual"}) {
    AbiRegression model(
        ENCORE_BANDED_RIDGE_PLUGIN, "encore.banded-ridge",
        {{"alphas", log_grid(-1, 3, 9)},
         {"band_weights", std::vector<double>{1, 1, 1, 6, 3, 1, 1, 2, 17, 1, 18, 1}},
         {"concentrations", std::vector<double>{1}},
         {"solver", std::string(solver)}});
    model.prepare(view(a.x), a.groups, bands);
    model.fit(a.y);
    const MatrixD alpha = model.inspect("alpha");
    EXPECT_LT((alpha.array() / penalties.array() - 1).abs().maxCoeff(), 1e-8);
    EXPECT_LT((model.inspect("cv_score") - score).cwiseAbs().maxCoeff(), 1e-7);
    EXPECT_LT((model.inspect("weights") - weights).cwiseAbs().maxCoeff(), 1e-7);
    EXPECT_LT((model.inspect("intercept") - intercept).cwiseAbs().maxCoeff(), 1e-7);
  }
}

// Of KernelRidgeCV: for five targets, then for every 13th row. Dual coefficients are compared where
// the kernel has full rank; elsewhere himalaya's hold y / alpha of what no row can use.
struct KernelValues {
  std::string kernel;
  std::vector<double> alpha, cv_score, intercept;
  std::vector<std::vector<double>> dual, prediction;
};

TEST(Reference, KernelRidgeIsHimalayas) {
  const std::vector<KernelValues> himalaya = {
      {"polynomial",
       {0.316227766, 31.6227766, 316.227766, 1000, 1000},
       {0.9859936809, 0.3921403771, -0.01030693269, -0.03735543513, -0.2745641883},
       {2.423725693, 2.589637579, 1.175800302, 2.853397371, 3.100464702},
       {},
       {{4.491732685, 1.633581364, 0.9622224306, 2.542959793, 2.556755867},
        {2.064870048, 2.025728081, 1.021503101, 2.878518075, 2.656213742},
        {2.935571017, 3.872035392, -0.3027694896, 2.507226984, 2.19917808},
        {6.882527942, 3.355416805, -0.3905077268, 1.708137082, 2.846221916}}},
      {"rbf",
       {0.1, 0.316227766, 1, 31.6227766, 1000},
       {0.9781962424, 0.4760091356, 0.04811075725, -0.02599464926, -0.2338991776},
       {3.754629249, 3.116257754, 0.677541505, 2.524851844, 2.681608345},
       {{-0.04392903296, -3.491704097, 0.567016179, -0.01484326357, -0.0006679044522},
        {0.5980628966, 0.624604186, 2.181595564, 0.1622680362, 0.005433095651},
        {1.754394672, -2.090035249, -2.178078812, -0.1205697696, -0.003918923561},
        {1.300761276, -0.8216947067, 0.7235495581, 0.07616905536, 0.005346254738}},
       {{4.295205596, 2.153663901, 1.62399991, 2.535240414, 2.682875219},
        {2.06802485, 1.750451821, 1.928750226, 2.770429858, 2.681574171},
        {3.08572293, 4.001443818, -1.009432854, 2.520654622, 2.676697356},
        {6.094869224, 2.951095458, -0.6707511616, 2.262272717, 2.686673861}}},
      {"cosine",
       {0.1, 0.1, 0.316227766, 10, 1000},
       {0.9463307568, 0.4954524566, 0.07512772285, -0.01539501992, -0.2333300493},
       {3.047245135, 3.136548314, 1.691320565, 2.534492915, 2.683278725},
       {},
       {{4.004773694, 1.982586821, 1.353608335, 2.619388899, 2.682719794},
        {2.264794748, 1.970148924, 1.589480839, 2.858813556, 2.680822637},
        {3.021973141, 3.664025752, -0.2485392157, 2.599277429, 2.681857086},
        {5.713953774, 3.104732174, -0.4454203604, 2.164080726, 2.68512705}}},
  };
  const Arrays a = arrays();
  MatrixD x_new(4, 6);
  for (int r = 0; r < 4; ++r) x_new.row(r) = a.x.row(13 * r).cast<double>().array() + 0.25;
  for (const auto& expected : himalaya) {
    SCOPED_TRACE(expected.kernel);
    const bool polynomial = expected.kernel == "polynomial";
    AbiRegression model(ENCORE_KERNEL_RIDGE_PLUGIN, "encore.kernel-ridge",
                        {{"alphas", log_grid(-1, 3, 9)},
                         {"kernel", expected.kernel},
                         {"degree", std::int64_t{2}},
                         {"gamma", polynomial ? 0.5 : 0.0},
                         {"coef0", 2.0}});
    model.prepare(view(a.x), a.groups, {0, 6});
    model.fit(a.y);
    const MatrixD dual = model.inspect("dual"), predicted = model.predict(view(x_new));
    for (int t = 0; t < 5; ++t) {
      const auto i = static_cast<std::size_t>(t);
      EXPECT_NEAR(model.inspect("alpha")(0, t), expected.alpha[i], 1e-6);
      EXPECT_NEAR(model.inspect("cv_score")(0, t), expected.cv_score[i], 1e-7);
      EXPECT_NEAR(model.inspect("intercept")(0, t), expected.intercept[i], 1e-7);
      for (std::size_t r = 0; r < 4; ++r)
        EXPECT_NEAR(predicted(static_cast<int>(r), t), expected.prediction[r][i], 1e-7);
      for (std::size_t r = 0; r < expected.dual.size(); ++r)
        EXPECT_NEAR(dual(static_cast<int>(13 * r), t), expected.dual[r][i], 1e-7);
    }
  }
}

MatrixD pls_weights(const Arrays& a, std::int64_t components) {
  AbiRegression pls(ENCORE_PLS_PLUGIN, "encore.pls", {{"components", components}});
  pls.prepare(view(a.x), a.groups, {0, 6});
  pls.fit(a.y);
  return pls.inspect("weights").transpose();  // as scikit-learn lays coef_ out
}

TEST(Reference, PlsIsScikitLearns) {
  const Arrays a = arrays();
  MatrixD one(5, 6), three(5, 6), six(5, 6);
  one << 0.5730419851, -0.0330328228, 0.148835763, -0.6501886876, 0.7589299902, 0.1857181888,
      0.4400929915, -0.02536902039, 0.1143050211, -0.4993412211, 0.5828539242, 0.1426305147,
      -0.226785029, 0.0130729508, -0.05890270471, 0.2573163297, -0.3003513953, -0.07349916047,
      -0.722870774, 0.04166965564, -0.1877506815, 0.8201884192, -0.9573614564, -0.2342764655,
      0.2308614382, -0.01330793411, 0.0599614674, -0.2619415321, 0.3057501432, 0.07482029113;
  three << 1.188537368, 0.2684210531, -0.565504802, -0.4709590281, 0.655791555, 0.4594889755,
      -0.1853149284, -0.4180490155, 1.007498766, -0.6666777218, 0.6527916663, -0.03159274763,
      -0.4401008123, 0.4045399338, -0.7722462384, 0.1103349196, -0.06442999495, -0.7653003623,
      -1.02245813, -0.001788105418, -0.04014702305, 0.7152780945, -0.865476136, -0.491831132,
      0.01173097204, 0.3806908905, -0.6570570749, -0.4115367196, 0.5448173097, -0.6260423158;
  six << 1.027102056, 0.3090204871, -0.8829084628, -0.8125289548, 0.4117362502, 0.9366979443,
      0.06069087809, -0.2788134019, 1.511775234, -0.5187057088, 0.6848401354, -0.643275804,
      -0.5999009674, 0.9562814988, -0.3251092849, 0.8774194907, 0.6343229523, -1.138061839,
      -1.451626941, 0.03547427869, -0.3302016373, 1.562556978, 0.03333262571, -0.1650765821,
      -0.1197058213, -0.01044543606, -0.7592656016, 0.67429394, 1.571281215, -0.8019495195;
  EXPECT_LT((pls_weights(a, 1) - one).cwiseAbs().maxCoeff(), 1e-8);
  EXPECT_LT((pls_weights(a, 3) - three).cwiseAbs().maxCoeff(), 1e-8);
  EXPECT_LT((pls_weights(a, 6) - six).cwiseAbs().maxCoeff(), 1e-8);
}

}  // namespace
}  // namespace encore::testing
