// The interface of the preview's H.264 encoder: one instance of the module encodes one clip. See build.sh.
#include <stdint.h>
#include <string.h>

#define H264E_MAX_THREADS 0
#define H264E_SVC_API 0
#define MINIH264_IMPLEMENTATION
#include "minih264e.h"

void *allocate(unsigned long bytes);

static H264E_persist_t *encoder;
static H264E_scratch_t *scratch;
static H264E_io_yuv_t planes;
static uint8_t *coded;

// Returns the buffer for the frames, as I420; 0 if the size is invalid. `gop`: frames from one key frame to the next.
uint8_t *init(int width, int height, int gop) {
  H264E_create_param_t create;
  memset(&create, 0, sizeof(create));
  create.width = width;
  create.height = height;
  create.gop = gop;
  create.const_input_flag = 1;
  create.vbv_size_bytes = 100000 / 8;
  int persist = 0;
  int temporary = 0;
  if (H264E_sizeof(&create, &persist, &temporary) != H264E_STATUS_SUCCESS) return 0;
  encoder = allocate(persist);
  scratch = allocate(temporary);
  uint8_t *frame = allocate(width * height * 3 / 2);
  if (H264E_init(encoder, &create) != H264E_STATUS_SUCCESS) return 0;
  planes.yuv[0] = frame;
  planes.yuv[1] = frame + width * height;
  planes.yuv[2] = frame + width * height * 5 / 4;
  planes.stride[0] = width;
  planes.stride[1] = planes.stride[2] = width / 2;
  return frame;
}

// Encodes the frame in the buffer. Returns the bytes at `output()`, in the format of Annex B; -1 after an error.
int encode(int quantizer, int speed) {
  H264E_run_param_t run;
  memset(&run, 0, sizeof(run));
  run.encode_speed = speed;
  run.qp_min = run.qp_max = quantizer;
  int bytes = 0;
  if (H264E_encode(encoder, scratch, &run, &planes, &coded, &bytes) != H264E_STATUS_SUCCESS) return -1;
  return bytes;
}

uint8_t *output(void) { return coded; }
