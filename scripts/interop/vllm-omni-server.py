"""vLLM-Omni's own routes of /v1/videos with an engine that has no model: it returns the MP4 of the file that it is given.

Arguments: the port, the clip's path, the model's name, the API key, a folder for what the engine received (a JSON file and an image
a request).
A prompt with "[fail]" fails, one with "[blocked]" is blocked by a guardrail, and "[hold 3]" takes three seconds.
"""

import asyncio
import json
import re
import sys
import time
from argparse import Namespace
from pathlib import Path
from types import SimpleNamespace

import uvicorn
from vllm.entrypoints.launchers.cli_args import FrontendArgs
from vllm.entrypoints.openai.api_server import build_app as build_openai_app
from vllm.entrypoints.openai.models.protocol import BaseModelPath
from vllm_omni.diffusion.data import DIFFUSION_REQUEST_LIFECYCLE_KEY, DIFFUSION_REQUEST_STARTED
from vllm_omni.entrypoints.openai import api_server
from vllm_omni.entrypoints.openai.models.serving import _DiffusionServingModels
from vllm_omni.entrypoints.openai.serving_video import OmniOpenAIServingVideo
from vllm_omni.entrypoints.serve.utils.errors import _register_omni_exception_handlers as register_exception_handlers
from vllm_omni.entrypoints.serve.utils.routes import remove_route_from_app
from vllm_omni.errors import GuardrailViolationError

port, clip_path, model, key, received = sys.argv[1:6]
clip = Path(clip_path).read_bytes()
stages = [SimpleNamespace(stage_type="diffusion", final_output=True, final_output_type="video", engine_args={})]


class Engine:
    """The parts of AsyncOmni that the video routes use."""

    stage_configs = stages
    default_sampling_params_list = []
    errored = False
    is_running = True

    def __init__(self):
        self.aborted: set[str] = set()

    async def generate(self, prompt, request_id, sampling_params_list):
        text = prompt["prompt"]
        params = sampling_params_list[0]
        image = (prompt.get("multi_modal_data") or {}).get("image")
        name = str(time.time_ns())
        if image is not None:
            image.save(Path(received, f"{name}.png"))
        facts = {"prompt": text, "width": params.width, "height": params.height, "seconds": params.extra_args.get("duration")}
        Path(received, f"{name}.json").write_text(json.dumps({**facts, "seed": params.seed}))
        if "[blocked]" in text:
            raise GuardrailViolationError("Input was blocked by the text guardrails.")
        yield SimpleNamespace(custom_output={DIFFUSION_REQUEST_LIFECYCLE_KEY: DIFFUSION_REQUEST_STARTED})
        hold = re.search(r"\[hold (\d+)\]", text)
        await asyncio.sleep(int(hold[1]) if hold else 0.2)
        if "[fail]" in text:
            raise RuntimeError("The engine has no GPU.")
        yield SimpleNamespace(
            request_output=None, multimodal_output={"video": [clip]}, images=[clip], metrics={}, stage_durations={}, peak_memory_mb=0.0
        )

    async def abort(self, request_id, timeout=None):
        self.aborted.add(request_id)


args = Namespace(**vars(FrontendArgs(api_key=[key])), model=model, served_model_name=None)
# As run_server() does, without starting the engine's processes.
app = build_openai_app(args, ("generate",))
for path, method in (("/v1/chat/completions", "POST"), ("/v1/models", "GET"), ("/health", "GET")):
    remove_route_from_app(app, path, {method})
app.include_router(api_server.router)
register_exception_handlers(app)
engine = Engine()
app.state.engine_client = engine
app.state.api_server_count = 1
app.state.stage_configs = stages
app.state.openai_serving_models = _DiffusionServingModels([BaseModelPath(name=model, model_path=model)])
app.state.openai_serving_video = OmniOpenAIServingVideo.for_diffusion(engine, model, stages)
app.state.log_stats = False
app.state.enable_server_load_tracking = False
app.state.server_load_metrics = 0


@app.get("/interop/ready")
async def ready():
    return "ready"


uvicorn.run(app, host="127.0.0.1", port=int(port), log_level="warning", lifespan="off")
