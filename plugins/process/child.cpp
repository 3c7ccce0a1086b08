#include "plugins/process/child.hpp"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <csignal>
#include <cstring>

#include "plugins/process/environment.hpp"
#include "plugins/process/words.hpp"

namespace process {
namespace {

using Clock = std::chrono::steady_clock;
constexpr auto grace = std::chrono::milliseconds(500);  // between SIGTERM and SIGKILL

std::vector<char*> pointers(std::vector<std::string>& words) {
  std::vector<char*> out;
  for (auto& w : words) out.push_back(w.data());
  out.push_back(nullptr);
  return out;
}

// The group of a started program; nothing of it outlives this object.
class Group {
 public:
  Group(const Command& command, int out) {
    posix_spawn_file_actions_t files;
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_addopen(&files, 0, command.input.c_str(), O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&files, out, 1);
    posix_spawn_file_actions_adddup2(&files, out, 2);
    posix_spawn_file_actions_addchdir_np(&files, command.folder.c_str());
    posix_spawnattr_t how;
    posix_spawnattr_init(&how);
    sigset_t none, usual;
    sigemptyset(&none);
    sigemptyset(&usual);
    for (const int s : {SIGINT, SIGTERM, SIGPIPE, SIGHUP}) sigaddset(&usual, s);
    posix_spawnattr_setsigmask(&how, &none);
    posix_spawnattr_setsigdefault(&how, &usual);
    posix_spawnattr_setpgroup(&how, 0);
    posix_spawnattr_setflags(
        &how, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    std::vector<std::string> words{command.program.string()};
    words.insert(words.end(), command.arguments.begin(), command.arguments.end());
    auto own = environment();
    const int code = ::posix_spawn(&pid_, words[0].c_str(), &files, &how, pointers(words).data(),
                                   pointers(own).data());
    posix_spawnattr_destroy(&how);
    posix_spawn_file_actions_destroy(&files);
    if (code == 0) return;
    pid_ = -1;
    throw encore::Error::io(
        words[0], std::string("cannot be started: ") + std::strerror(code) +
                      (code == EACCES || code == ENOEXEC
                           ? "; it needs a first line such as #!/usr/bin/env python3 and chmod +x"
                           : ""));
  }
  ~Group() { end(); }
  Group(const Group&) = delete;
  Group& operator=(const Group&) = delete;

  // True when the program has ended (it may have left others of its group).
  bool ended() const {
    siginfo_t info{};
    return ::waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOHANG | WNOWAIT) != 0 ||
           info.si_pid == pid_;
  }
  // Ends what still runs and returns the program's status. The group is killed before its leader
  // is reaped, while its number cannot belong to anybody else.
  int end() {
    if (pid_ < 0) return status_;
    if (!ended()) {
      ::kill(-pid_, SIGTERM);
      for (const auto until = Clock::now() + grace; !ended() && Clock::now() < until;)
        ::usleep(5000);
    }
    ::kill(-pid_, SIGKILL);
    while (::waitpid(pid_, &status_, 0) < 0 && errno == EINTR) {
    }
    pid_ = -1;
    return status_;
  }

 private:
  pid_t pid_ = -1;
  int status_ = 0;
};

struct Pipe {
  std::array<int, 2> fd{-1, -1};
  Pipe() {
    if (::pipe2(fd.data(), O_CLOEXEC) != 0) throw encore::Error::io("pipe", std::strerror(errno));
    ::fcntl(fd[0], F_SETFL, O_NONBLOCK);
  }
  ~Pipe() {
    ::close(fd[0]);
    close_writer();
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  void close_writer() {
    if (fd[1] >= 0) ::close(fd[1]);
    fd[1] = -1;
  }
};

void drain(int fd, Words& words) {
  std::array<char, 65536> buffer;
  // A program that writes without end must not keep this loop from its other duties.
  for (int rounds = 0; rounds < 64; ++rounds) {
    const ssize_t n = ::read(fd, buffer.data(), buffer.size());
    if (n <= 0) return;
    words.take(buffer.data(), static_cast<std::size_t>(n));
  }
}

std::string seconds(double s) {
  std::array<char, 32> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), s).ptr;
  return std::string(text.data(), end) + " s";
}

[[noreturn]] void fail(const Command& command, const std::string& how, Words& words) {
  throw encore::Error::io(command.program.string(), how + said(words.last()));
}

}  // namespace

std::string said(const std::string& last_words) {
  if (last_words.empty()) return "; it said nothing";
  std::string out = "; its last words:";
  std::size_t at = 0;
  while (at <= last_words.size()) {
    const auto end = std::min(last_words.find('\n', at), last_words.size());
    out += "\n    " + last_words.substr(at, end - at);
    at = end + 1;
  }
  return out;
}

std::string run(const Command& command, const encore::Call& call) {
  Pipe pipe;
  Words words;
  const auto until = Clock::now() + std::chrono::duration_cast<Clock::duration>(
                                        std::chrono::duration<double>(command.limit_s));
  Group group(command, pipe.fd[1]);
  pipe.close_writer();
  while (!group.ended()) {
    pollfd wait{pipe.fd[0], POLLIN, 0};
    ::poll(&wait, 1, 20);
    // The end of the stream is always ready: no turn may be without a pause.
    if ((wait.revents & POLLIN) == 0 && wait.revents != 0) ::usleep(5000);
    drain(pipe.fd[0], words);
    call.progress(words.progress(), "program");
    if (Clock::now() < until) continue;
    group.end();
    drain(pipe.fd[0], words);
    fail(command, "took longer than time_limit_s, " + seconds(command.limit_s), words);
  }
  const int status = group.end();
  drain(pipe.fd[0], words);
  if (WIFSIGNALED(status))
    fail(command, std::string("was ended by SIG") + sigabbrev_np(WTERMSIG(status)), words);
  if (WEXITSTATUS(status) != 0)
    fail(command, "ended with exit code " + std::to_string(WEXITSTATUS(status)), words);
  call.progress(words.progress(), "program");
  return words.last();
}

}  // namespace process
