// The hold model on calendars in C++: take the first event, schedule one later, with so many standing.
//
// Usage: hold plain|ns3 STANDING exponential|ties|half HOLDS. Prints one line of JSON: holds and the seconds of processor time for
// them. `plain` is std::priority_queue over small records; `ns3` is the map that ns-3 keeps its events in unless told otherwise, with
// its usual event objects (made only with -DNS3).
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <functional>
#include <queue>
#include <random>
#include <vector>

#ifdef NS3
#include <ns3/event-impl.h>
#include <ns3/map-scheduler.h>
#endif

namespace {

constexpr uint32_t kGaps = 1 << 16;

std::vector<uint64_t> gapsOf(const char* kind) {
  std::mt19937_64 random(1);
  std::exponential_distribution<double> exponential(1.0 / 10'000);
  std::vector<uint64_t> gaps(kGaps, 0);
  if (std::strcmp(kind, "ties") == 0) return gaps;
  for (uint32_t i = 0; i < kGaps; ++i) {
    const uint64_t gap = std::llround(exponential(random));
    gaps[i] = std::strcmp(kind, "half") == 0 && i % 2 == 0 ? 0 : gap;
  }
  return gaps;
}

struct Entry {
  uint64_t at;
  uint64_t order;
  uint32_t subject;
  bool operator>(const Entry& other) const { return at != other.at ? at > other.at : order > other.order; }
};

uint64_t holdPlain(uint32_t standing, const std::vector<uint64_t>& gaps, uint64_t holds) {
  std::priority_queue<Entry, std::vector<Entry>, std::greater<>> calendar;
  uint64_t order = 0;
  for (uint32_t i = 0; i < standing; ++i) calendar.push({gaps[i % kGaps], order++, i});
  uint64_t sum = 0;
  for (uint64_t done = 0; done < holds; ++done) {
    const Entry next = calendar.top();
    calendar.pop();
    sum += next.subject;
    calendar.push({next.at + gaps[done % kGaps], order++, next.subject});
  }
  return sum;
}

#ifdef NS3
/** An event as ns-3 makes one for each that is scheduled. */
class Hold : public ns3::EventImpl {
 public:
  explicit Hold(uint64_t& sum) : sum_(sum) {}

 private:
  void Notify() override { ++sum_; }
  uint64_t& sum_;
};

uint64_t holdNs3(uint32_t standing, const std::vector<uint64_t>& gaps, uint64_t holds) {
  ns3::MapScheduler calendar;
  uint64_t sum = 0;
  uint32_t uid = 0;
  for (uint32_t i = 0; i < standing; ++i) calendar.Insert({new Hold(sum), {gaps[i % kGaps], uid++, 0}});
  for (uint64_t done = 0; done < holds; ++done) {
    const ns3::Scheduler::Event next = calendar.RemoveNext();
    next.impl->Invoke();
    next.impl->Unref();
    calendar.Insert({new Hold(sum), {next.key.m_ts + gaps[done % kGaps], uid++, 0}});
  }
  while (!calendar.IsEmpty()) calendar.RemoveNext().impl->Unref();
  return sum;
}
#endif

}  // namespace

int main(int argc, char** argv) {
  if (argc != 5) return 2;
  const uint32_t standing = std::strtoul(argv[2], nullptr, 10);
  const uint64_t holds = std::strtoull(argv[4], nullptr, 10);
  const std::vector<uint64_t> gaps = gapsOf(argv[3]);
  const std::clock_t began = std::clock();
#ifdef NS3
  const bool isNs3 = std::strcmp(argv[1], "ns3") == 0;
  const uint64_t sum = isNs3 ? holdNs3(standing, gaps, holds) : holdPlain(standing, gaps, holds);
#else
  const uint64_t sum = holdPlain(standing, gaps, holds);
#endif
  const double seconds = static_cast<double>(std::clock() - began) / CLOCKS_PER_SEC;
  std::printf("{\"count\":%llu,\"seconds\":%.6f,\"sum\":%llu}\n", static_cast<unsigned long long>(holds), seconds,
              static_cast<unsigned long long>(sum));
  return 0;
}
