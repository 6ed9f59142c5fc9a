import json
import bot.app
from pathlib import Path
import yaml
from starlette.responses import Response
from starlette.routing import Route
from starlette.middleware.gzip import GZipMiddleware
from bot.channels.web.lean import lean
import bot
ROOT=Path(bot.__file__).parent
H={'access-control-allow-origin':'*','cache-control':'max-age=60'}
def create_app(settings):
    app = bot.app.create_app(settings)
    async def js(request):
        name=request.path_params.get('name','widget.js')
        return Response(lean((ROOT/'channels/web/widget'/name).read_text()),media_type='text/javascript',headers=H)
    async def words(request):
        l=request.path_params['l']
        return Response('export default '+json.dumps(yaml.safe_load((ROOT/f'content/{l}/widget.yml').read_text()),ensure_ascii=False,separators=(',',':')),media_type='text/javascript',headers=H)
    app.router.routes[:0]=[Route('/widget.js',js),Route('/widget/{name}',js),Route('/widget/words/{l}.js',words)]
    return app
