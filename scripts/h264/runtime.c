// What the encoder needs of a C library. Memory is never freed: an instance of the module encodes one clip.
#include <stddef.h>

extern unsigned char __heap_base;

void *allocate(size_t bytes) {
  static size_t end;
  if (end == 0) end = (size_t)&__heap_base;
  size_t start = (end + 63) & ~(size_t)63;
  // Room for vector loads beyond the end.
  end = start + bytes + 64;
  size_t pages = (end + 65535) >> 16;
  size_t present = __builtin_wasm_memory_size(0);
  if (pages > present && __builtin_wasm_memory_grow(0, pages - present) == (size_t)-1) __builtin_trap();
  return (void *)start;
}

void *memset(void *target, int value, size_t bytes) {
  unsigned char *to = target;
  while (bytes--) *to++ = value;
  return target;
}

void *memcpy(void *target, const void *source, size_t bytes) {
  unsigned char *to = target;
  const unsigned char *from = source;
  while (bytes--) *to++ = *from++;
  return target;
}

void *memmove(void *target, const void *source, size_t bytes) {
  unsigned char *to = target;
  const unsigned char *from = source;
  if (to < from) return memcpy(target, source, bytes);
  while (bytes--) to[bytes] = from[bytes];
  return target;
}
