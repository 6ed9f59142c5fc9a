import asyncio, json, secrets, sys, tempfile
from pathlib import Path
from starlette.applications import Starlette
from starlette.responses import *
from starlette.routing import Route
from starlette.middleware.gzip import GZipMiddleware
import yaml
from bot.settings import Settings
from bot.house import open_house
from bot.service.updates import of_text
import re
ROOT=Path("/work/wt/widget/bot")
CSP="default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
from bot.channels.web.lean import lean as strip
def create_app(settings):
    house=open_house(settings)
    logs={}
    async def js(request):
        name=request.path_params.get('name','widget.js')
        return Response(strip((ROOT/'channels/web/widget'/name).read_text()),media_type='text/javascript',headers={'cache-control':'max-age=60'})
    async def words(request):
        l=request.path_params['l']
        return Response('export default '+json.dumps(yaml.safe_load((ROOT/f'content/{l}/widget.yml').read_text()),ensure_ascii=False,separators=(',',':')),media_type='text/javascript')
    def told(token, seq, r):
        d={"sequence":seq,"text":r.text,"language":r.language,"key":r.key,"buttons":[{"title":o.title,"payload":o.payload,"role":o.role.value} for o in r.options]}
        if r.progress: d['progress']=list(r.progress)
        return d
    seen={}
    async def turn(token, m):
        if m['id'] in seen: return seen[m['id']]
        text=m.get('text') or m['payload']
        a=await house.turns.take(of_text('web',token,text,m['id']))
        log=logs.setdefault(token,[])
        seq=len(log)+1
        label=text
        for e in log:
            for b in e.get('buttons',()):
                if b['payload']==text: label=b['title']
        out=[]
        if not text.startswith('/start'): log.append({"sequence":seq,"said":label})
        for i,r in enumerate(a.replies):
            d=told(token,seq+i,r); out.append(d); log.append(d)
        seen[m['id']]=out
        return out
    async def sessions(request):
        if request.method=='DELETE':
            logs.pop(tok(request),None); return Response(status_code=204)
        b=await request.json(); t=secrets.token_urlsafe()
        logs[t]=[]
        d={"token":t}
        if 'message' in b: d['replies']=await turn(t,b['message'])
        return JSONResponse(d,status_code=201)
    def tok(r): return r.headers['authorization'].split()[1]
    async def messages(request):
        if tok(request) not in logs: return JSONResponse({},status_code=401)
        return JSONResponse(await turn(tok(request),await request.json()))
    async def events(request):
        if tok(request) not in logs: return JSONResponse({},status_code=401)
        t=tok(request); after=int(request.query_params['after'])
        async def gen():
            n=0
            for _ in range(600):
                log=logs.get(t)
                if log is None: return
                for e in log[n:]:
                    if e['sequence']>after: yield json.dumps(e)+'\n'
                n=len(log)
                await asyncio.sleep(.5)
        return StreamingResponse(gen(),media_type='application/x-ndjson')
    return Starlette(routes=[Route('/widget.js',js),Route('/widget/{name}',js),Route('/widget/words/{l}.js',words),Route('/chat/sessions',sessions,methods=['POST','DELETE']),Route('/chat/messages',messages,methods=['POST']),Route('/chat/events',events)])

