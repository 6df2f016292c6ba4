using System;
using System.Collections.Generic;
using System.IO;
using System.Net;
using System.Text;
using System.Threading;

namespace Edge.Box.Page
{
    /// <summary>Status page of the edge box. Every context is answered and closed whatever happens.</summary>
    public sealed class BoxPage : IDisposable
    {
        private readonly HttpListener m_http = new HttpListener();
        private readonly Func<string> m_render;
        private readonly Action<string> m_log;

        public BoxPage(int port, Func<string> render, Action<string> log)
        {
            m_render = render;
            m_log = log;
            m_http.Prefixes.Add("http://localhost:" + port + "/status/");
        }

        public void Start()
        {
            m_http.Start();
            Arm();
        }

        private void Arm()
        {
            try
            {
                if (m_http.IsListening)
                    m_http.BeginGetContext(OnContext, null);
            }
            catch (Exception ex) when (ex is HttpListenerException || ex is ObjectDisposedException || ex is InvalidOperationException)
            {
                m_log("page ended: " + ex.Message);
            }
        }

        private void OnContext(IAsyncResult ar)
        {
            HttpListenerContext ctx = null;
            try
            {
                ctx = m_http.EndGetContext(ar);
            }
            catch (Exception ex) when (ex is HttpListenerException || ex is ObjectDisposedException)
            {
                m_log("context: " + ex.Message);
            }
            Arm();
            if (ctx != null)
                Answer(ctx);
        }

        private void Answer(HttpListenerContext ctx)
        {
            HttpListenerResponse rs = ctx.Response;
            bool complete = false;
            try
            {
                byte[] b = Encoding.UTF8.GetBytes(m_render());
                rs.ContentType = "text/html; charset=utf-8";
                rs.ContentLength64 = b.Length;
                rs.OutputStream.Write(b, 0, b.Length);
                complete = true;
            }
            catch (Exception ex)
            {
                m_log("answer: " + ex.Message);
            }
            finally
            {
                if (complete)
                    TryClose(rs);
                else
                    rs.Abort();
            }
        }

        private static void TryClose(HttpListenerResponse rs)
        {
            try
            {
                rs.Close();
            }
            catch (Exception ex) when (ex is HttpListenerException || ex is IOException || ex is ObjectDisposedException)
            {
                rs.Abort(); // the browser has gone
            }
        }

        public void Dispose()
        {
            m_http.Close();
        }
    }
}
