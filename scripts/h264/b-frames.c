// B frames for minih264. The numbers in comments are sections of ITU-T H.264.
//
// A macroblock has one vector to the frame before it (list 0) and one to the frame after it (list 1), both for 16x16 pixels, or the
// vectors that a decoder derives from its neighbors (spatial direct mode, 8.4.1.2.2), or it is predicted from its neighbors' pixels.
// No frame refers to a B frame, so it is not decoded here.

enum { list_count = 2, direct_type = 0, bi_type = 3 };

// Vectors in quarter pixels; MV_NA where a list is not used.
typedef struct {
  point_t mv[list_count];
} motion_t;

// The vectors of the last P frame, for each macroblock; MV_NA for those without.
static point_t *p_motion;
// The vectors left of and above the current macroblock, for each list. minih264 has those of one list.
static point_t *neighbors[list_count];
static H264E_io_yuv_t references[list_count];
static int picture_order;

// The current macroblock.
static int b_type;
static motion_t b_motion;
static motion_t predicted;

static pix_t luma[256] __attribute__((aligned(16)));
static pix_t tried_luma[256] __attribute__((aligned(16)));
static pix_t list_luma[list_count][256] __attribute__((aligned(16)));
static pix_t chroma[128] __attribute__((aligned(16)));
static pix_t list_chroma[list_count][128] __attribute__((aligned(16)));
static pix_t decoded[3][256] __attribute__((aligned(16)));

static void init_b_frames(h264e_enc_t *enc) {
  p_motion = allocate(enc->frame.nmb * sizeof(point_t));
  for (int list = 0; list < list_count; list++) neighbors[list] = allocate((enc->frame.nmbx * 4 + 8) * sizeof(point_t));
}

static void write_vui(h264e_enc_t *enc) {
  U1(1);    // vui_parameters_present_flag
  U(4, 0);  // aspect_ratio_info, overscan_info, video_signal_type, chroma_loc_info
  U(4, 0);  // timing_info, nal_hrd_parameters, vcl_hrd_parameters, pic_struct
  U1(1);    // bitstream_restriction_flag
  U1(1);    // motion_vectors_over_pic_boundaries_flag
  UE(0);    // max_bytes_per_pic_denom
  UE(0);    // max_bits_per_mb_denom
  UE(12);   // log2_max_mv_length_horizontal
  UE(12);   // log2_max_mv_length_vertical
  UE(1);    // max_num_reorder_frames
  UE(2);    // max_dec_frame_buffering
}

static void write_picture_order(h264e_enc_t *enc) { U(picture_order_bits, picture_order & ((1 << picture_order_bits) - 1)); }

static void save_p_motion(h264e_enc_t *enc) {
  if (enc->mb.type < 5) p_motion[enc->mb.num] = enc->mb.mv[0];
  else p_motion[enc->mb.num].u32 = MV_NA;
}

static void save_b_motion(h264e_enc_t *enc) {
  for (int list = 0; list < list_count; list++) {
    enc->mv_pred = neighbors[list];
    me_mv_medianpredictor_put(enc, 0, 0, 4, 4, b_motion.mv[list]);
  }
}

// `mb_type` is that of a P slice, where the types of intra macroblocks begin at 5. In a B slice they begin at 23 (tables 7-13, 7-14).
static int b_macroblock_type(h264e_enc_t *enc, int mb_type) { return enc->mb.type >= 5 ? mb_type + 18 : b_type; }

static void write_b_motion(h264e_enc_t *enc) {
  for (int list = 0; list < list_count && b_type == bi_type; list++) {
    point_t difference = mv_sub(b_motion.mv[list], predicted.mv[list]);
    SE(difference.s.x);
    SE(difference.s.y);
  }
  save_b_motion(enc);
}

// Whether a macroblock left of, above, or above and right of the current one refers to the list.
static int has_neighbor(h264e_enc_t *enc, int list) {
  const point_t *left = neighbors[list];
  const point_t *top = left + 8 + enc->mb.x * 4;
  int present = enc->mb.avail;
  if ((present & AVAIL_L) && AVAIL(left[0])) return 1;
  if ((present & AVAIL_T) && AVAIL(top[0])) return 1;
  // In place of a corner beyond the picture: the one above and left.
  return present & AVAIL_TR ? AVAIL(top[4]) : (present & AVAIL_TL) && AVAIL(left[4]);
}

// Sets `predicted`, and returns the vectors of the direct mode.
static motion_t derive_direct(h264e_enc_t *enc) {
  motion_t direct;
  int is_used[list_count];
  for (int list = 0; list < list_count; list++) {
    enc->mv_pred = neighbors[list];
    predicted.mv[list] = me_mv_medianpredictor_get(enc, point(0, 0), point(16, 16));
    is_used[list] = has_neighbor(enc, list);
  }
  point_t same = p_motion[enc->mb.num];
  int is_still = AVAIL(same) && ABS(same.s.x) <= 1 && ABS(same.s.y) <= 1;
  for (int list = 0; list < list_count; list++) {
    if (!is_used[0] && !is_used[1]) direct.mv[list] = point(0, 0);
    else if (!is_used[list]) direct.mv[list].u32 = MV_NA;
    else direct.mv[list] = is_still ? point(0, 0) : predicted.mv[list];
  }
  return direct;
}

static int is_inside(h264e_enc_t *enc, const motion_t *motion) {
  for (int list = 0; list < list_count; list++)
    if (AVAIL(motion->mv[list]) && !mv_in_rect(mb_abs_mv(enc, motion->mv[list]), &enc->frame.mv_qpel_limit)) return 0;
  return 1;
}

static void predict_list_luma(h264e_enc_t *enc, int list, point_t mv, pix_t *target) {
  interpolate_luma(references[list].yuv[0], references[list].stride[0], mb_abs_mv(enc, mv), point(16, 16), target);
}

static void predict_list_chroma(h264e_enc_t *enc, int list, point_t mv, pix_t *target) {
  point_t at = mb_abs_mv(enc, mv);
  point_t part = at;
  part.u32 &= 0x00070007;
  for (int plane = 1; plane < 3; plane++) {
    int stride = references[list].stride[plane];
    const pix_t *from = references[list].yuv[plane] + (at.s.y >> 3) * stride + (at.s.x >> 3);
    h264e_qpel_interpolate_chroma(from, stride, target + (plane - 1) * 8, point(8, 8), part);
  }
}

typedef void predict_list_t(h264e_enc_t *enc, int list, point_t mv, pix_t *target);

// The prediction of the list that has a vector, or the mean of both. `parts`: buffers for the prediction of each.
static void predict(h264e_enc_t *enc, const motion_t *motion, predict_list_t *predict_list, pix_t *const parts[list_count],
                    pix_t *target, point_t size) {
  for (int list = 0; list < list_count; list++) {
    if (!AVAIL(motion->mv[list ^ 1])) {
      predict_list(enc, list, motion->mv[list], target);
      return;
    }
  }
  for (int list = 0; list < list_count; list++) predict_list(enc, list, motion->mv[list], parts[list]);
  h264e_qpel_average_wh_align(parts[0], parts[1], target, size);
}

static void predict_luma(h264e_enc_t *enc, const motion_t *motion, pix_t *target) {
  pix_t *const parts[] = {list_luma[0], list_luma[1]};
  predict(enc, motion, predict_list_luma, parts, target, point(16, 16));
}

// Both planes, side by side.
static void predict_chroma(h264e_enc_t *enc, const motion_t *motion) {
  pix_t *const parts[] = {list_chroma[0], list_chroma[1]};
  predict(enc, motion, predict_list_chroma, parts, chroma, point(16, 8));
}

static int compare_luma(h264e_enc_t *enc, const pix_t *prediction) {
  return h264e_sad_mb_unlaign_wh(prediction, 16, enc->scratch->mb_pix_inp, point(16, 16));
}

static int motion_cost(h264e_enc_t *enc, const motion_t *motion) {
  int cost = MUL_LAMBDA(bitsize_ue(bi_type + 1), g_lambda_q4[enc->rc.qp]);
  for (int list = 0; list < list_count; list++) cost += me_mv_cost(motion->mv[list], predicted.mv[list], enc->rc.qp);
  return cost;
}

// What a block is worth, by the number of zeros before each coefficient of one. Others are worth their bits. The weights are those of JM,
// the reference encoder.
static int weigh_block(const int16_t *values, int first) {
  static const uint8_t order[16] = {0, 1, 4, 8, 5, 2, 3, 6, 9, 12, 13, 10, 7, 11, 14, 15};
  static const uint8_t worth[16] = {3, 2, 2, 1, 1, 1};
  int sum = 0;
  for (int index = first, zeros = 0; index < 16; index++, zeros++) {
    int value = values[order[index]];
    if (value == 0) continue;
    if (ABS(value) > 1) return 9;
    sum += worth[zeros];
    zeros = -1;
  }
  return sum;
}

// Drops the coefficients that cost more bits than their effect is worth: those of 8x8 pixels, or all. Returns the blocks that remain:
// bit 15 is the first of 16. A block is followed by its 16 dequantized values.
static unsigned drop_small_luma(const int16_t *blocks, unsigned mask) {
  int total = 0;
  for (int part = 0; part < 4; part++) {
    int first = (part & 1) * 2 + (part >> 1) * 8;
    int sum = 0;
    for (int index = 0; index < 4; index++) {
      int block = first + (index & 1) + (index >> 1) * 4;
      if (mask & (0x8000u >> block)) sum += weigh_block(blocks + block * 32, 0);
    }
    if (sum < 4) mask &= ~(0xCC00u >> first);
    else total += sum;
  }
  return total < 6 ? 0 : mask;
}

// The same for the four blocks of a chroma plane, without their first coefficients.
static unsigned drop_small_chroma(int16_t *blocks, unsigned mask) {
  int sum = 0;
  for (int block = 0; block < 4; block++)
    if (mask & (8u >> block)) sum += weigh_block(blocks + block * 32, 1);
  if (sum >= 7) return mask;
  // They are written if the other plane has coefficients.
  for (int block = 0; block < 4; block++) memset(blocks + block * 32, 0, 16 * sizeof(int16_t));
  return 0;
}

// Whether the macroblock reaches beyond the picture.
static int is_cropped(h264e_enc_t *enc) { return (enc->mb.x + 1) * 16 > enc->param.width || (enc->mb.y + 1) * 16 > enc->param.height; }

static int is_luma_dropped(h264e_enc_t *enc) {
  quant_t *blocks = enc->scratch->qy;
  unsigned mask = h264e_transform_sub_quant_dequant(enc->scratch->mb_pix_inp, luma, 16, QDQ_MODE_INTER, blocks, enc->rc.qdat[0]);
  return drop_small_luma(blocks[0].qv, mask) == 0;
}

static int is_chroma_dropped(h264e_enc_t *enc) {
  quant_t *blocks = enc->scratch->qu;
  for (int plane = 1; plane < 3; plane++) {
    const pix_t *input = mb_input_chroma(enc, plane);
    int stride = enc->inp.stride[plane];
    if (is_cropped(enc)) {
      pix_copy_cropped_mb(enc->scratch->mb_pix_store, 8, input, stride, MIN(8, enc->param.width / 2 - enc->mb.x * 8),
                          MIN(8, enc->param.height / 2 - enc->mb.y * 8));
      input = enc->scratch->mb_pix_store;
      stride = 8;
    }
    unsigned mask =
        h264e_transform_sub_quant_dequant(input, chroma + (plane - 1) * 8, stride, QDQ_MODE_CHROMA, blocks, enc->rc.qdat[1]);
    if (drop_small_chroma(blocks[0].qv, mask) != 0) return 0;
    if (h264e_quant_chroma_dc(blocks, enc->scratch->quant_dc_u, enc->rc.qdat[1])) return 0;
  }
  return 1;
}

// Moves one vector after the other to the best of its four neighbors, by half pixels and then by quarter pixels.
static int refine_motion(h264e_enc_t *enc, motion_t *best, int best_cost) {
  static const point_t steps[] = {{{1, 0}}, {{-1, 0}}, {{0, 1}}, {{0, -1}}};
  for (int size = 2; size > 0; size--) {
    for (int list = 0, rounds = 0, unchanged = 0; unchanged < list_count && rounds < 6; list ^= 1, rounds++) {
      motion_t center = *best;
      unchanged++;
      predict_list_luma(enc, list ^ 1, center.mv[list ^ 1], list_luma[1]);
      for (int step = 0; step < 4; step++) {
        motion_t tried = center;
        tried.mv[list] = mv_add(center.mv[list], point(steps[step].s.x * size, steps[step].s.y * size));
        if (!is_inside(enc, &tried)) continue;
        predict_list_luma(enc, list, tried.mv[list], list_luma[0]);
        h264e_qpel_average_wh_align(list_luma[0], list_luma[1], tried_luma, point(16, 16));
        int cost = compare_luma(enc, tried_luma) + motion_cost(enc, &tried);
        if (cost >= best_cost) continue;
        best_cost = cost;
        *best = tried;
        unchanged = 0;
      }
    }
  }
  return best_cost;
}

// Sets what mb_write() reads, and the pixels of the prediction.
static void choose_prediction(h264e_enc_t *enc, int distance, int span) {
  motion_t direct = derive_direct(enc);
  int direct_cost = 0x7FFFFFFF;
  enc->mb.mv[0] = enc->mb.mv_skip_pred = point(0, 0);
  enc->pbest = luma;
  if (is_inside(enc, &direct)) {
    predict_luma(enc, &direct, luma);
    direct_cost = compare_luma(enc, luma);
    if (is_luma_dropped(enc)) {
      predict_chroma(enc, &direct);
      if (is_chroma_dropped(enc)) {
        b_motion = direct;
        enc->mb.type = -1;
        return;
      }
    }
  }

  motion_t best = {{{{0, 0}}, {{0, 0}}}};
  predict_luma(enc, &best, tried_luma);
  int best_cost = compare_luma(enc, tried_luma) + motion_cost(enc, &best);
  motion_t candidates[2] = {predicted, predicted};
  point_t same = p_motion[enc->mb.num];
  if (AVAIL(same)) {
    candidates[1].mv[0] = point(same.s.x * distance / span, same.s.y * distance / span);
    candidates[1].mv[1] = mv_sub(candidates[1].mv[0], same);
  }
  for (int index = 0; index < 2; index++) {
    if (!is_inside(enc, &candidates[index])) continue;
    predict_luma(enc, &candidates[index], tried_luma);
    int cost = compare_luma(enc, tried_luma) + motion_cost(enc, &candidates[index]);
    if (cost >= best_cost) continue;
    best_cost = cost;
    best = candidates[index];
  }
  best_cost = refine_motion(enc, &best, best_cost);

  b_type = direct_cost <= best_cost ? direct_type : bi_type;
  b_motion = b_type == direct_type ? direct : best;
  // Only a direct macroblock without coefficients may be skipped: mb_write() compares these two.
  if (b_type != direct_type) enc->mb.mv_skip_pred = point(1, 1);
  enc->mb.type = 0;
  enc->mb.cost = MIN(direct_cost, best_cost);
  enc->ptest = tried_luma;
  pix_t *top = enc->mb.avail & AVAIL_T ? enc->top_line + 48 + enc->mb.x * 32 : NULL;
  pix_t *left = enc->mb.avail & AVAIL_L ? enc->top_line : NULL;
  intra_choose_16x16(enc, left, top, enc->mb.avail);
  if (enc->mb.type >= 5) {
    h264e_intra_predict_chroma(chroma, left + 16, top + 16, enc->mb.i16.pred_mode_luma);
    b_motion.mv[0].u32 = b_motion.mv[1].u32 = MV_NA;
  } else {
    predict_luma(enc, &b_motion, luma);
    predict_chroma(enc, &b_motion);
  }
}

static void write_b_header(h264e_enc_t *enc) {
  nal_start(enc, 1);  // nal_ref_idc 0: no frame refers to it.
  UE(0);              // first_mb_in_slice
  UE(SLICE_TYPE_B);
  UE(0);  // pic_parameter_set_id
  U(4 + log2_max_frame_num_minus4, enc->frame.num & ((1 << (log2_max_frame_num_minus4 + 4)) - 1));
  write_picture_order(enc);
  U1(1);    // direct_spatial_mv_pred_flag
  U1(0);    // num_ref_idx_active_override_flag
  U(2, 0);  // ref_pic_list_modification_flag_l0, ref_pic_list_modification_flag_l1
  SE(enc->rc.qp - enc->sps.pic_init_qp);
  UE(0);    // disable_deblocking_filter_idc
  U(2, 3);  // slice_alpha_c0_offset_div2, slice_beta_offset_div2: 0
}

// Encodes a frame between the last two others: `distance` of the `span` frames after the first.
static void encode_b_frame(h264e_enc_t *enc, const H264E_io_yuv_t *input, int quantizer, int distance, int span) {
  H264E_io_yuv_t next = enc->dec;
  point_t *mv_pred = enc->mv_pred;
  // The buffer for the next frame still contains the frame before the last.
  references[0] = enc->dec;
  references[1] = enc->ref;
  for (int plane = 0; plane < 3; plane++) {
    enc->dec.yuv[plane] = decoded[plane];
    enc->dec.stride[plane] = 16;
  }
  enc->inp = *input;
  enc->out_pos = 0;
  enc->slice.type = SLICE_TYPE_B;
  enc->slice.start_mb_num = 0;
  enc->mb.num = enc->mb.skip_run = 0;
  enc->run_param.qp_min = enc->run_param.qp_max = quantizer;
  enc->rc.qp = 0;
  rc_set_qp(enc, quantizer);
  enc->rc.prev_qp = enc->rc.qp;
  memset(enc->i4x4mode, -1, (enc->frame.nmbx + 1) * 4);
  memset(enc->nnz, NNZ_NA, (enc->frame.nmbx + 1) * 8);
  write_b_header(enc);
  for (enc->mb.y = 0; enc->mb.y < enc->frame.nmby; enc->mb.y++) {
    memset(enc->nnz, NNZ_NA, 8);
    for (enc->mb.x = 0; enc->mb.x < enc->frame.nmbx; enc->mb.x++, enc->mb.num++) {
      if (is_cropped(enc))
        pix_copy_cropped_mb(enc->scratch->mb_pix_inp, 16, mb_input_luma(enc), enc->inp.stride[0],
                            MIN(16, enc->param.width - enc->mb.x * 16), MIN(16, enc->param.height - enc->mb.y * 16));
      else h264e_copy_16x16(enc->scratch->mb_pix_inp, 16, mb_input_luma(enc), enc->inp.stride[0]);
      enc->mb.avail = mb_avail_flag(enc);
      choose_prediction(enc, distance, span);
      enc->ptest = chroma;
      mb_write(enc, 0, 0);
    }
  }
  if (enc->mb.skip_run) UE(enc->mb.skip_run);
  nal_end(enc);
  enc->dec = next;
  enc->mv_pred = mv_pred;
}
