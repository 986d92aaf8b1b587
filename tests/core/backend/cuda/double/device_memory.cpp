#include "core/backend/cuda/double/device_memory.h"

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>

namespace scalescope::cuda_double {

namespace {

constexpr std::size_t kAlignment = 256;
constexpr unsigned char kFill = 0xFF;

std::size_t pageSize() { return static_cast<std::size_t>(sysconf(_SC_PAGESIZE)); }

std::size_t roundUp(std::size_t value, std::size_t step) {
  return (value + step - 1) / step * step;
}

/// A block lies at the end of its pages, as close to the guard page as its alignment allows.
struct Pages {
  Pages(std::uintptr_t begin, std::size_t bytes)
      : first(reinterpret_cast<unsigned char*>(begin / pageSize() * pageSize())),
        size(roundUp(roundUp(bytes, kAlignment), pageSize())) {}

  unsigned char* first;
  std::size_t size;  ///< without the guard page
};

void* reserve(void* at, std::size_t bytes) {
  const int fixed = at ? MAP_FIXED : 0;
  void* address =
      mmap(at, bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | fixed, -1, 0);
  return address == MAP_FAILED ? nullptr : address;
}

bool filled(const unsigned char* begin, const unsigned char* end) {
  return std::all_of(begin, end, [](unsigned char byte) { return byte == kFill; });
}

}  // namespace

void* DeviceMemory::allocate(std::size_t bytes) {
  const std::size_t used = roundUp(bytes, kAlignment);
  const std::size_t pages = roundUp(used, pageSize());
  auto* base = static_cast<unsigned char*>(reserve(nullptr, pages + pageSize()));
  if (!base) return nullptr;
  if (mprotect(base, pages, PROT_READ | PROT_WRITE) != 0) {
    munmap(base, pages + pageSize());
    return nullptr;
  }
  std::memset(base, kFill, pages);
  const std::uintptr_t begin = numberOf(base) + pages - used;
  blocks_.add(begin, bytes);
  protect(begin, bytes);
  return base + (pages - used);
}

DeviceMemory::Release DeviceMemory::release(void* address) {
  const std::size_t bytes = blocks_.remove(numberOf(address));
  if (bytes == 0) return Release::unknown;
  const Pages pages(numberOf(address), bytes);
  mprotect(pages.first, pages.size, PROT_READ);
  const auto* begin = static_cast<const unsigned char*>(address);
  const bool intact = filled(pages.first, begin) && filled(begin + bytes, pages.first + pages.size);
  // The host gets its memory back, but the addresses stay taken.
  reserve(pages.first, pages.size);
  return intact ? Release::done : Release::damaged;
}

void DeviceMemory::protectAll() const {
  for (const auto& [begin, bytes] : blocks_.all()) protect(begin, bytes);
}

void DeviceMemory::protect(std::uintptr_t begin, std::size_t bytes) const {
  const Pages pages(begin, bytes);
  mprotect(pages.first, pages.size, accesses_ > 0 ? PROT_READ | PROT_WRITE : PROT_NONE);
}

DeviceMemory::Access::Access(DeviceMemory& memory) : memory_(memory) {
  if (memory_.accesses_++ == 0) memory_.protectAll();
}

DeviceMemory::Access::~Access() {
  if (--memory_.accesses_ == 0) memory_.protectAll();
}

void* PinnedMemory::allocate(std::size_t bytes) {
  void* address = nullptr;
  if (posix_memalign(&address, kAlignment, bytes) != 0) return nullptr;
  std::memset(address, kFill, bytes);
  blocks_.add(numberOf(address), bytes);
  return address;
}

bool PinnedMemory::release(void* address) {
  if (blocks_.remove(numberOf(address)) == 0) return false;
  std::free(address);
  return true;
}

}  // namespace scalescope::cuda_double
