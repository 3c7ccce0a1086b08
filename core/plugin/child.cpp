#include "core/plugin/child.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <sstream>

#include "core/base/error.hpp"
#include "core/base/text.hpp"

namespace encore::plugin {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::size_t most_bytes = 16u << 20;

struct Pipe {
  std::array<int, 2> fd{-1, -1};
  Pipe() {
    if (::pipe2(fd.data(), O_CLOEXEC) != 0)
      throw base::Error(fmt::format("cannot make a pipe: {}", std::strerror(errno)));
  }
  ~Pipe() {
    close_end(0);
    close_end(1);
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  void close_end(std::size_t i) {
    if (fd[i] >= 0) ::close(fd[i]);
    fd[i] = -1;
  }
};

pid_t spawn(const std::vector<std::string>& argv, const Pipe& out, const Pipe& err) {
  std::vector<char*> words;
  for (const auto& a : argv) words.push_back(const_cast<char*>(a.c_str()));
  words.push_back(nullptr);

  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, out.fd[1], 1);
  posix_spawn_file_actions_adddup2(&actions, err.fd[1], 2);
  pid_t pid = -1;
  const int code = posix_spawn(&pid, words[0], &actions, nullptr, words.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (code != 0)
    throw base::Error(fmt::format("cannot start {}: {}", argv[0], std::strerror(code)));
  return pid;
}

// Reads what there is. False at the end of the stream.
bool drain(int fd, std::string& into) {
  std::array<char, 65536> buffer;
  const ssize_t n = ::read(fd, buffer.data(), buffer.size());
  if (n < 0) return errno == EINTR || errno == EAGAIN;
  const auto room = most_bytes - std::min(most_bytes, into.size());
  into.append(buffer.data(), std::min(room, static_cast<std::size_t>(n)));
  return n > 0;
}

// Until both streams end; false when the time is over.
bool read_streams(Pipe& out, Pipe& err, Clock::time_point until, ChildResult& result) {
  while (out.fd[0] >= 0 || err.fd[0] >= 0) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - Clock::now());
    if (left.count() <= 0) return false;
    std::array<pollfd, 2> wait{{{out.fd[0], POLLIN, 0}, {err.fd[0], POLLIN, 0}}};
    if (::poll(wait.data(), wait.size(), static_cast<int>(left.count())) < 0) continue;
    if (wait[0].revents != 0 && !drain(out.fd[0], result.out)) out.close_end(0);
    if (wait[1].revents != 0 && !drain(err.fd[0], result.err)) err.close_end(0);
  }
  return true;
}

// Waits for the end; kills when the time is over (a child may close its streams and go on).
int wait_for(pid_t pid, Clock::time_point until, bool& timed_out) {
  int status = 0;
  while (true) {
    const pid_t done = ::waitpid(pid, &status, timed_out ? 0 : WNOHANG);
    if (done == pid) return status;
    if (done < 0 && errno != EINTR) return 0;
    if (!timed_out && Clock::now() >= until) {
      timed_out = true;
      ::kill(pid, SIGKILL);
    } else if (!timed_out) {
      ::usleep(1000);
    }
  }
}

// What a reader wants of standard error: a sanitizer's summary, else the last line.
std::string telling_line(const std::string& text) {
  std::istringstream lines(text);
  std::string last;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("SUMMARY:")) return line;
    if (!line.empty()) last = line;
  }
  return last;
}

}  // namespace

ChildResult run_child(const std::vector<std::string>& argv, double limit_s) {
  ChildResult result;
  result.limit_s = limit_s;
  Pipe out, err;
  const auto until = Clock::now() + std::chrono::duration_cast<Clock::duration>(
                                        std::chrono::duration<double>(limit_s));
  const pid_t pid = spawn(argv, out, err);
  out.close_end(1);
  err.close_end(1);
  if (!read_streams(out, err, until, result)) {
    result.timed_out = true;
    ::kill(pid, SIGKILL);
  }
  const int status = wait_for(pid, until, result.timed_out);
  if (WIFEXITED(status)) result.exit_code = WEXITSTATUS(status);
  if (WIFSIGNALED(status)) result.signal = WTERMSIG(status);
  return result;
}

std::string ChildResult::failure() const {
  std::string text;
  if (timed_out) text = fmt::format("took longer than {} s", base::number(limit_s));
  else if (signal != 0) text = fmt::format("ended by SIG{}", sigabbrev_np(signal));
  else text = fmt::format("ended with exit code {}", exit_code);
  const std::string said = telling_line(err);
  return said.empty() ? text : fmt::format("{}: {}", text, said.substr(0, 300));
}

int take_standard_output() {
  std::fflush(stdout);
  const int saved = ::fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
  ::dup2(STDERR_FILENO, STDOUT_FILENO);
  return saved;
}

bool write_all(int descriptor, const std::string& text) {
  std::size_t done = 0;
  while (done < text.size()) {
    const ssize_t n = ::write(descriptor, text.data() + done, text.size() - done);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    done += static_cast<std::size_t>(n);
  }
  return true;
}

}  // namespace encore::plugin
