#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>
#include <string_view>

#include "core/base/error.hpp"
#include "core/simulate/design.hpp"
#include "core/simulate/score.hpp"

namespace encore::simulate {
namespace {

// Made by tests/reference/ds003720_design.py. Genre, track, start, and a length other than 15 s.
constexpr std::array<std::string_view, 12> kTraining = {
    "bl98:6.46 hi53:0.4 po29:3.56 ja9:7.44 cl39:7.28 di43:1.81 co54:0.5 me92:10 re4:4.86 "
    "ro2:8.88 bl36:7.17 ja18:6.69 ro54:6.09 cl95:6.46 re68:14.27 co39:12.05 hi10:8.38 "
    "po43:10.53 me57:13.73 di81:4.5 bl85:12.14 ro43:8.49 cl23:5.81 di91:14.06 hi66:4.11 "
    "re55:13.83 po92:11.62 me38:10.53 ja77:14.24 co36:14.06 ja16:7.88 re26:9.56 di66:14.95 "
    "po17:5.53 ro37:4.18 bl77:13.95 cl84:6.49 co67:14.77 hi72:12.19 me78:1.74 ",
    "ro65:0.53 me10:8.3 di53:10.14 ja55:12.04 co81:13.7 re62:14.38 hi56:6.68 po52:5.41 "
    "cl33:0.71 bl74:13.08 ro53:0.35 hi62:1.77 di61:7.53 ja78:5.84 me4:2.34 po99:6.16 "
    "re79:13.25 bl45:7.67 co6:6.31 cl28:12.68 ro9:1.34 hi35:2.2 me8:6.54 co46:11.2 "
    "po26:9.71 re84:14.48 ja79:0.9 cl26:1.09 di54:5.34 bl94:2.93 ja67:3.64 re77:7.17 "
    "bl64:6.84 di16:4.62 hi60:13.8 ro76:1.14 me9:8.84 co72:2.98 cl94:3.82 po37:14.42 ",
    "me82:0.4 po72:6.71 ja27:9.6 ro97:11.89 co30:6.92 di85:8.94 re19:12.71 cl49:0.99 "
    "bl76:14.18 hi58:9.97 po65:2.48 cl66:6.92 me23:12.1 re7:12.24 co45:11.41 ro60:4.85 "
    "di14:4.99 bl0:11.42 ja22:3.84 hi76:2.86 me49:7.43 bl68:6.69 ro39:2.37 hi30:14.3 "
    "po5:3.2 cl16:11.66 re8:5.13 co50:4.53 di86:8.24 ja75:4.59 hi31:8.28 ja64:12.51 "
    "cl34:14.46 po15:6.69 bl11:12.95 ro36:8.3 me7:1.29 di49:7.61 co18:7.86 re88:7.42 ",
    "di45:4.99 hi86:10.61 ro29:9.29 ja42:10.05 co9:7.75 re28:1.91 me69:7.35 po44:3.51 "
    "cl11:9.98 bl14:9.59 ja41:2.83 hi45:8.55 re35:3.23 co95:4.6 me44:3.21 ro92:0.52 "
    "cl40:7.98 di27:9.73 bl52:14.71 po56:1.83 bl90:6.13 co16:5.82 ja82:0.35 cl17:7.39 "
    "re48:6.08 hi61:3.54 po39:11.88 me47:0.58 ro52:1.64 di13:5.4 po51:11.72 bl20:8.77 "
    "hi68:6.55 re60:6.02 co80:4.85 ro71:11.81 di62:13.42 cl37:1.96 ja58:4.73 me97:9.98 ",
    "hi20:10.03 cl43:11.15 re22:0.97 co74:1.03 ja47:10 me88:3.8 di99:11.72 bl41:11.4 "
    "ro14:6.75 po94:13.74 ja3:10.14 po31:9.77 hi28:2.63 me25:12.41 bl46:6.62 re40:8.39 "
    "cl60:0.98 co44:5.14 ro57:4.23 di84:7.3 hi46:9.65 me75:12.21 di37:11.19 cl24:4.08 "
    "ro19:13.61 co29:4.66 ja70:8.92 po35:11.97 re44:13.02 bl28:6.13 co52:8.89 hi8:6.21 "
    "cl31:7.81 me27:9.31 ro1:2.36 po97:11.48 ja6:10.24 di7:6.91 bl49:7.52 re73:13.86 ",
    "co40:9.5 cl15:6.04 ro81:11.53 hi43:13.75 re46:14.72 di48:4.45 ja17:6.63 me18:6.13 "
    "bl62:12.37 po4:1.29 ro91:9.12 ja60:14.78 cl72:5.86 hi3:10.1 me74:13.26 co8:9.58 "
    "di32:14 re45:4.04 bl5:0.95 po2:1.3 cl74:1.3 re76:6.55 ja68:5.05 me93:13.44 bl72:7.55 "
    "ro12:10.59 hi33:13.43 po76:2.27 di93:0.1 co70:0.1 cl70:1.5 co34:0.75 po54:5.65 "
    "me55:0.35 bl22:8.08 ro94:11.1 re80:9.39 hi50:10.97 di6:11.34 ja34:1.13 ",
    "po16:1.53 ja4:3.3 co17:3.62 cl38:5.15 hi2:11.64 di12:9.12 re18:4.08 me94:8.15 "
    "ro62:13.95 bl92:5.9 me91:2.39 hi94:4.63 ro5:11.72 co10:13.02 po23:5.62 di63:0.11 "
    "cl76:9.92 re90:5.19 bl33:8.17 ja63:0.94 po48:4.62 re27:9.86 cl91:2.18 ja83:11.45 "
    "ro51:6.12 hi6:7.53 bl80:4.27 di31:3.72 me15:9.43 co73:9.44 re42:14.99 ja99:4.02 "
    "di74:3.28 ro35:2.64 me40:2.05 bl31:12.13 cl67:10.98 hi80:3.67 po1:2.63 co62:1.2 ",
    "re59:12.7 me54:8.73 co53:14.89 po8:10.2 ro40:10.89 hi70:2.84 di98:5.98 bl89:7.3 "
    "ja26:0.78 cl30:9.71 di52:5.18 cl97:9.47 co90:14.83 bl96:5.31 ro72:6.57 ja33:8.57 "
    "po82:10.3 hi74:6.18 re30:10.33 me31:7.48 ja61:3.58 bl53:7.97 re43:2.42 hi59:14.08 "
    "me62:3.78 di96:9.4 po87:7.03 co41:1.34 cl44:5.46 ro13:9.3 ja12:10.35 di30:11.04 "
    "ro88:9.08 co28:1.34 cl3:1.1 me72:1.48 po55:12.11 re31:13.67 hi78:7.27 bl79:14.9 ",
    "ja94:4.24 bl95:6.24 co35:13.5 re53:14.29 hi64:7.73 di35:6.03 ro86:10.69 cl12:9.45 "
    "me81:10.46 po21:8.82 bl42:3.13 ro30:3.14 di80:6.9 me50:4.54 po41:13.1 ja50:5.18 "
    "re83:5.74 hi82:11.74 cl47:6 co89:2.47 hi26:1.63 di79:7.92 ja52:8.77 re29:3.27 "
    "bl2:13.84 ro10:8.28 po42:0.93 co79:15 cl59:12.97 me99:14.24 bl48:4.75 ja89:2.07 "
    "ro49:4.87 co99:13.31 re9:5.1 di46:1.61 me37:11.32 po70:10.22 hi36:11.8 cl85:7.73 ",
    "me85:8.78 ro84:10.82 co21:9.06 ja46:7.74 cl48:11.88 re52:9.21 hi75:7.65 di25:10.82 "
    "bl78:4.54 po14:5.88 co24:3.51 di59:8.63 hi98:8.31 bl23:2.2 ro6:9.45 ja15:0.21 "
    "cl88:14.76 re5:14.43 po61:0.59 me6:5.56 po77:9.9 ro90:2.17 re15:13.38 co71:2.65 "
    "bl65:5.51 me90:12.32 cl29:13.11 di92:9.17 ja95:4.51 hi84:5.89 re39:6.46 co84:5.87 "
    "di29:12.14 bl66:0.74 ro98:13.7 po93:3.66 me98:0.05 ja43:10.81 hi92:2.92 cl52:12.03 ",
    "bl26:6.6 cl86:1.7 ro33:12.66 di28:12.06 re37:12.42 co82:7.73 ja73:13.72 hi90:13.68 "
    "po34:4.13 me80:9.15 cl6:5.41 po59:12.42 co27:9.96 di69:7.72 hi41:3.24 me46:11.8 "
    "re89:10.14 bl38:2.3 ro93:8.85 ja37:5.7 bl10:3.96 co83:14.31 me29:1.53 ja85:11.71 "
    "ro70:5.03 hi69:10.77 po22:0.98 di5:8.72 re16:8.16 cl10:5.12 co42:12.27 cl89:3.52 "
    "me36:13.32 ja51:5.28 bl6:12.81 hi87:6.17 ro28:6.07 po36:8.4 di34:1.23 re24:9.52 ",
    "cl81:14.84 re95:2.96 me84:12.57 ro89:0.35 hi77:6.63 po60:5.48 di15:7.56 ja13:8.54 "
    "co15:6.73 bl50:8.38 co26:14.1 cl53:7.25 po71:14.5 di73:8.82 hi47:13.36 bl15:13.69 "
    "ro38:11.52 re32:13.57 me2:9.31 ja93:4.8 po85:14.98 ro41:4.21 bl63:4.45 me65:1.11 "
    "re65:10.97 co56:3.64 ja36:12.26 di2:9.31 hi67:13.37 cl35:7.57 ro99:14.6 "
    "po49:9.59-14.99 re41:5.25 cl5:6.53 ja86:6.31 bl60:7.38 co20:1.08 hi88:9.34 me32:6.91 "
    "di9:4.21 ",
};

constexpr std::array<std::string_view, 6> kTest = {
    "ro32:4.48 co85:1.07 bl17:6.44 di75:11.03 me39:13.11 re33:12.55 cl45:8.35 hi95:8.59 "
    "ja44:9.49 po32:10.7 ",
    "re1:11.37 ro74:1.95 hi19:7.91 po96:7.39 co12:11.43 ja40:14.3 bl40:10.62 cl71:6.38 "
    "di71:0.81 me63:4.97 ",
    "hi49:14.12 bl73:13.81 ro66:13.71 co7:5.58 po66:12.45 di0:2.55 cl8:12.75 me64:3.21 "
    "re70:3.29 ja14:14.78 ",
    "me51:8.15 co78:14.53 ro27:12.61 re85:12.68 bl69:8.92 hi14:9.53 di11:9.02 cl92:5.96 "
    "po68:1.93 ja45:8.13 ",
    "po79:13.47 co59:7.04 cl25:3.72 me26:8.41 di72:5.53 hi42:9.9 ro69:6.37 bl47:14.05 "
    "ja59:0.26 re47:6.57 ",
    "bl16:8.35 po24:14.44 cl7:8.91 di4:6.47 me22:0.36 ja69:1.97 hi7:0.06 co48:14.72 "
    "ro75:8.92 re13:3.6 ",
};

std::string genre_of(std::string_view letters) {
  for (const auto genre : genre_names)
    if (genre.starts_with(letters)) return std::string(genre);
  throw base::Error(fmt::format("no genre begins with '{}'", letters));
}

double number(std::string_view text) {
  double value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

// "po49:9.59-14.99"
Played clip(std::string_view entry) {
  Played p;
  p.genre = genre_of(entry.substr(0, 2));
  const auto colon = entry.find(':'), dash = entry.find('-');
  p.track = static_cast<int>(number(entry.substr(2, colon - 2)));
  p.start_s = number(entry.substr(colon + 1, dash - colon - 1));
  const double length = dash == std::string_view::npos ? 15 : number(entry.substr(dash + 1));
  p.end_s = std::round(100 * (p.start_s + length)) / 100;
  p.duration_s = 15;
  return p;
}

std::vector<Played> clips(std::string_view line) {
  std::vector<Played> out;
  while (!line.empty()) {
    const auto space = line.find(' ');
    out.push_back(clip(line.substr(0, space)));
    line.remove_prefix(space + 1);
  }
  return out;
}

}  // namespace

Design ds003720_design() {
  Design design;
  design.source = "ds003720";
  for (int s = 1; s <= 5; ++s) {
    const std::string subject = fmt::format("sub-{:03d}", s);
    design.subjects.push_back(subject);
    for (std::size_t r = 0; r < kTraining.size(); ++r) {
      const auto before = clips(kTraining[(r + kTraining.size() - 1) % kTraining.size()]);
      design.runs.push_back(make_run(subject, "Training", static_cast<int>(r) + 1, 1.5,
                                     before.back(), clips(kTraining[r]), 1));
    }
    for (std::size_t r = 0; r < kTest.size(); ++r) {
      const auto heard = clips(kTest[r]);
      design.runs.push_back(
          make_run(subject, "Test", static_cast<int>(r) + 1, 1.5, heard.back(), heard, 4));
    }
  }
  find_tracks(design, 30);
  return design;
}

}  // namespace encore::simulate
