// The functions of b-frames.c that minih264.patch calls.
#include <stdint.h>

struct H264E_persist_tag;

enum { picture_order_bits = 8 };

static void write_vui(struct H264E_persist_tag *enc);
static void write_picture_order(struct H264E_persist_tag *enc);
static void save_p_motion(struct H264E_persist_tag *enc);
static void save_b_motion(struct H264E_persist_tag *enc);
static void write_b_motion(struct H264E_persist_tag *enc);
static int b_macroblock_type(struct H264E_persist_tag *enc, int mb_type);
static unsigned drop_small_luma(const int16_t *blocks, unsigned mask);
static unsigned drop_small_chroma(int16_t *blocks, unsigned mask);
