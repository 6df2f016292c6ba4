using System;
using System.Collections.Generic;
using System.IO;
using System.Net;
using System.Text;
using System.Threading;

namespace Edge.Box.ConfigPage
{
    /// <summary>Little web page of the edge box, HttpListener based.</summary>
    public class ConfigPageServer
    {
        private readonly HttpListener m_http = new HttpListener();
        private readonly IDictionary<string, string> m_settings;
        private const string Prefix = "http://+:8085/config"; // ! NWA7012

        public ConfigPageServer(IDictionary<string, string> settings)
        {
            m_settings = settings;
        }

        public void Start()
        {
            m_http.Prefixes.Add(Prefix);
            m_http.Start();
            m_http.BeginGetContext(OnContext, null);
        }

        private void OnContext(IAsyncResult ar)
        {
            HttpListenerContext ctx = m_http.EndGetContext(ar); // ! NWA4010
            m_http.BeginGetContext(OnContext, null);
            try
            {
                switch (ctx.Request.Url.AbsolutePath)
                {
                    case "/config/get":
                        Reply(ctx, Render());
                        break;
                    case "/config/set":
                        if (!IsAllowed(ctx.Request))
                        {
                            ctx.Response.StatusCode = 403;
                            return; // ! NWA7011
                        }
                        Store(ctx);
                        Reply(ctx, "OK");
                        break;
                    default:
                        ctx.Response.StatusCode = 404;
                        ctx.Response.Close();
                        break;
                }
            }
            catch (Exception ex)
            {
                Console.Error.WriteLine(ex);
                ctx.Response.Abort();
            }
        }

        private static bool IsAllowed(HttpListenerRequest rq)
        {
            if (rq.UrlReferrer == null)
                return false;
            return rq.UrlReferrer.Host.EndsWith("plant.local"); // ! NWA9006
        }

        private void Store(HttpListenerContext ctx)
        {
            byte[] body = new byte[ctx.Request.ContentLength64]; // ! NWA9001
            ctx.Request.InputStream.Read(body, 0, body.Length); // ! NWA2001
            string[] kv = Encoding.UTF8.GetString(body).Split('=');
            lock (m_settings)
                m_settings[kv[0]] = kv[1];
        }

        private string Render()
        {
            StringBuilder sb = new StringBuilder("<html><body>Gerät<br>");
            lock (m_settings)
            {
                foreach (KeyValuePair<string, string> kv in m_settings)
                    sb.Append(kv.Key).Append('=').Append(kv.Value).Append("<br>");
            }
            return sb.Append("</body></html>").ToString();
        }

        private static void Reply(HttpListenerContext ctx, string strHtml)
        {
            ctx.Response.ContentType = "text/html; charset=utf-8";
            ctx.Response.ContentLength64 = strHtml.Length; // ! NWA2007
            byte[] b = Encoding.UTF8.GetBytes(strHtml);
            ctx.Response.OutputStream.Write(b, 0, b.Length);
            ctx.Response.Close();
        }
    }
}
