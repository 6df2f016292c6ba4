using System;
using System.Collections.Generic;
using System.IO;
using System.Net;
using System.Net.Http;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace Mes.Recipes.Upload
{
    public abstract class MesApiClient
    {
        protected static readonly HttpClient s_http = new HttpClient // ! NWA7002
        {
            BaseAddress = new Uri("https://mes.plant.example/api/v2") // ! NWA7010
        };

        protected void SetUser(string strUser)
        {
            s_http.DefaultRequestHeaders.Add("X-User", strUser); // ! NWA7008
        }
    }

    public class RecipeUploader : MesApiClient
    {
        private const string JsonUtf8 = "application/json; charset=utf-8";
        private int m_nTimeoutSec = 30;

        public int TimeoutSeconds
        {
            get { return m_nTimeoutSec; }
            set
            {
                m_nTimeoutSec = value;
                s_http.Timeout = TimeSpan.FromSeconds(value); // ! NWA7014
            }
        }

        public async Task<bool> Upload(string strName, string strJson, string strUser)
        {
            SetUser(strUser);
            HttpRequestMessage rq = new HttpRequestMessage(HttpMethod.Put, "recipes/" + Uri.EscapeDataString(strName));
            rq.Content = new StringContent(strJson, Encoding.UTF8, JsonUtf8); // ! NWA7007
            for (int nTry = 1; ; nTry++)
            {
                try
                {
                    using (HttpResponseMessage rs = await s_http.SendAsync(rq).ConfigureAwait(false)) // ! NWA7005
                    {
                        return rs.IsSuccessStatusCode;
                    }
                }
                catch (HttpRequestException)
                {
                    if (nTry == 3)
                        throw;
                }
                await Task.Delay(1000 * nTry).ConfigureAwait(false);
            }
        }

        public async Task<string> Validate(string strXml)
        {
            HttpRequestMessage rq = new HttpRequestMessage(HttpMethod.Post, "recipes/validate");
            rq.Headers.Add("Content-Type", "text/xml"); // ! NWA7006
            rq.Content = new StringContent(strXml);
            using (HttpResponseMessage rs = await s_http.SendAsync(rq).ConfigureAwait(false))
                return await rs.Content.ReadAsStringAsync().ConfigureAwait(false);
        }

        public async Task<Stream> OpenAttachment(int nId)
        {
            using (HttpResponseMessage rs = await s_http.GetAsync("attachments/" + nId, HttpCompletionOption.ResponseHeadersRead).ConfigureAwait(false))
            {
                rs.EnsureSuccessStatusCode();
                return await rs.Content.ReadAsStreamAsync().ConfigureAwait(false); // ! NWA7009
            }
        }

        public string[] ListNames()
        {
            try
            {
                return s_http.GetStringAsync("recipes").GetAwaiter().GetResult().Split('\n');
            }
            catch (WebException ex) // ! NWA3014
            {
                Console.Error.WriteLine("MES not reachable: " + ex.Status);
                return new string[0];
            }
        }
    }
}
