#include "tests/e2e/program.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <chrono>
#include <sstream>
#include <thread>

namespace encore::test {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

void nap() { std::this_thread::sleep_for(std::chrono::milliseconds(5)); }

std::vector<char*> pointers(const Words& words) {
  std::vector<char*> out;
  for (const auto& w : words) out.push_back(const_cast<char*>(w.c_str()));
  out.push_back(nullptr);
  return out;
}

// [child] Standard streams into files, limits, then the program.
[[noreturn]] void become(const Folder& folder, char* const* arguments, char* const* environment,
                         const Settings& settings) {
  const int in = ::open("/dev/null", O_RDONLY);
  const auto output = settings.output.empty() ? (folder / "out").string() : settings.output;
  const int out = ::open(output.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0666);
  const int err = ::open((folder / "err").c_str(), O_WRONLY | O_CREAT | O_APPEND, 0666);
  ::dup2(in, 0);
  ::dup2(out, 1);
  ::dup2(err, 2);
  if (settings.file_limit > 0) {
    // A file that would grow beyond it fails like a full disk, with EFBIG instead of ENOSPC.
    const rlimit limit{settings.file_limit, settings.file_limit};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    ::signal(SIGXFSZ, SIG_IGN);
  }
  ::execve(arguments[0], arguments, environment);
  ::_exit(127);
}

Words environment_of(const Settings& settings) {
  Words out;
  for (char** e = environ; *e != nullptr; ++e) {
    const std::string entry = *e;
    const auto name = entry.substr(0, entry.find('='));
    if (!name.starts_with("ENCORE_") && !settings.environment.contains(name)) out.push_back(entry);
  }
  for (const auto& [name, value] : settings.environment) out.push_back(name + "=" + value);
  return out;
}

}  // namespace

std::string read(const std::filesystem::path& file) {
  std::ostringstream text;
  text << std::ifstream(file, std::ios::binary).rdbuf();
  return text.str();
}

// A program with AddressSanitizer takes so many times as long.
#if defined(__SANITIZE_ADDRESS__)
constexpr double slower = 15;
#else
constexpr double slower = 1;
#endif

Running::Running(const Words& arguments, const Settings& settings)
    : limit_s_(settings.limit_s * slower) {
  Words words = {ENCORE_PROGRAM};
  words.insert(words.end(), arguments.begin(), arguments.end());
  const Words environment = environment_of(settings);
  const auto argv = pointers(words);
  const auto envp = pointers(environment);
  pid_ = ::fork();
  if (pid_ == 0) become(folder_, argv.data(), envp.data(), settings);
}

Running::~Running() {
  if (!reaped_) {
    send(SIGKILL);
    wait();
  }
}

void Running::send(int signal) const { ::kill(pid_, signal); }

bool Running::runs() {
  if (reaped_) return false;
  int status = 0;
  rusage usage{};
  if (::wait4(pid_, &status, WNOHANG, &usage) != pid_) return true;
  ended_.peak_memory = static_cast<std::uint64_t>(usage.ru_maxrss) * 1024;
  reap(status);
  return false;
}

bool Running::says(const std::string& text) {
  const auto start = Clock::now();
  while (seconds_since(start) < limit_s_) {
    if (contains(read(folder_ / "err"), text)) return true;
    if (!runs()) return contains(read(folder_ / "err"), text);
    nap();
  }
  return false;
}

void Running::reap(int status) {
  reaped_ = true;
  if (WIFEXITED(status)) ended_.exit = WEXITSTATUS(status);
  if (WIFSIGNALED(status)) ended_.signal = WTERMSIG(status);
  ended_.out = read(folder_ / "out");
  ended_.err = read(folder_ / "err");
}

Ended Running::wait() {
  const auto start = Clock::now();
  while (runs()) {
    if (seconds_since(start) > limit_s_) send(SIGKILL);
    nap();
  }
  return ended_;
}

Ended run_encore(const Words& arguments, const Settings& settings) {
  return Running(arguments, settings).wait();
}

Place::Place(const std::map<std::string, std::string>& paths) {
  std::string machine = "threads: 2\ncache: store\n";
  if (!paths.empty()) machine += "paths:\n";
  for (const auto& [name, path] : paths) machine += "  " + name + ": \"" + path + "\"\n";
  write("machine.yaml", machine);
  settings_.environment = {{"ENCORE_MACHINE", (folder_ / "machine.yaml").string()},
                           {"ENCORE_CACHE", store().string()},
                           {"HOME", folder_.path().string()}};
}

Words Place::words(const std::string& command, const std::filesystem::path& recipe,
                   const std::string& out, const Words& more) const {
  Words words = {command,     recipe.string(),
                 "--out",     (folder_ / out).string(),
                 "--machine", (folder_ / "machine.yaml").string()};
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

Ended Place::run(const std::filesystem::path& recipe, const std::string& out,
                 const Words& more) const {
  return run_encore(words("run", recipe, out, more), settings_);
}

Ended Place::plan(const std::filesystem::path& recipe, const std::string& out,
                  const Words& more) const {
  return run_encore(words("plan", recipe, out, more), settings_);
}

}  // namespace encore::test
