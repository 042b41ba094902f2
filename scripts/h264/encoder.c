// The interface of the preview's H.264 encoder: one instance of the module encodes one clip. See build.sh.
#include <stdint.h>
#include <string.h>

void *allocate(unsigned long bytes);

#define H264E_MAX_THREADS 0
#define H264E_SVC_API 0
#define H264E_ENABLE_DENOISE 0
#define MINIH264_IMPLEMENTATION
#include "b-frames.h"
#include "minih264e.h"
#include "b-frames.c"

static H264E_persist_t *encoder;
static H264E_scratch_t *scratch;
static H264E_io_yuv_t planes;
static uint8_t *frame;
static int frame_width;
static int frame_height;

// The encoder takes planes whose rows begin at multiples of eight bytes. Other frames are copied.
static int is_copied(void) { return frame_width % 16 != 0; }

// Returns the buffer for the frames, as I420; 0 if the size is invalid.
uint8_t *init(int width, int height) {
  H264E_create_param_t create;
  memset(&create, 0, sizeof(create));
  create.width = width;
  create.height = height;
  create.const_input_flag = 1;
  create.vbv_size_bytes = 100000 / 8;
  int persist = 0;
  int temporary = 0;
  if (H264E_sizeof(&create, &persist, &temporary) != H264E_STATUS_SUCCESS) return 0;
  encoder = allocate(persist);
  scratch = allocate(temporary);
  frame = allocate(width * height * 3 / 2);
  frame_width = width;
  frame_height = height;
  if (H264E_init(encoder, &create) != H264E_STATUS_SUCCESS) return 0;
  init_b_frames(encoder);
  int stride = (width + 15) & ~15;
  uint8_t *first = is_copied() ? allocate(stride * height * 3 / 2) : frame;
  planes.yuv[0] = first;
  planes.yuv[1] = first + stride * height;
  planes.yuv[2] = first + stride * height * 5 / 4;
  planes.stride[0] = stride;
  planes.stride[1] = planes.stride[2] = stride / 2;
  return frame;
}

static void copy_planes(void) {
  const uint8_t *from = frame;
  for (int plane = 0; plane < 3; plane++) {
    int width = plane ? frame_width / 2 : frame_width;
    int height = plane ? frame_height / 2 : frame_height;
    for (int row = 0; row < height; row++, from += width)
      memcpy(planes.yuv[plane] + row * planes.stride[plane], from, width);
  }
}

// Encodes the frame in the buffer as a key frame (`position` 0) or as a P frame. `position`: frames after the last key frame, in the
// order of display. Returns the number of bytes at `output()`, in the format of Annex B; -1 after an error.
int encode(int quantizer, int speed, int position) {
  H264E_run_param_t run;
  memset(&run, 0, sizeof(run));
  if (is_copied()) copy_planes();
  run.encode_speed = speed;
  run.qp_min = run.qp_max = quantizer;
  run.frame_type = position == 0 ? H264E_FRAME_TYPE_KEY : H264E_FRAME_TYPE_P;
  picture_order = 2 * position;
  uint8_t *coded;
  int bytes = 0;
  if (H264E_encode(encoder, scratch, &run, &planes, &coded, &bytes) != H264E_STATUS_SUCCESS) return -1;
  return bytes;
}

// Encodes the frame in the buffer as a B frame between the last two frames of `encode`, at `first` and `last`.
int encode_b(int quantizer, int position, int first, int last) {
  if (is_copied()) copy_planes();
  picture_order = 2 * position;
  encode_b_frame(encoder, &planes, quantizer, position - first, last - first);
  return encoder->out_pos;
}

uint8_t *output(void) { return encoder->out; }
