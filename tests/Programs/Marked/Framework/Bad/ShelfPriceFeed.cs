using System;
using System.Collections.Generic;
using System.IO;
using System.Net;
using System.Net.Http;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using System.Timers;

namespace Retail.Esl.PriceFeed
{
    /// <summary>Every minute: asks the head office for changed prices, pushes them to the shelf label gateways.</summary>
    public class ShelfPriceFeed
    {
        private readonly System.Timers.Timer m_tmr = new System.Timers.Timer(60000);
        private readonly IList<IPAddress> m_gateways;
        private readonly Action<string> m_log;
        private string m_strCursor = "0";

        public ShelfPriceFeed(IList<IPAddress> gateways, Action<string> log)
        {
            m_gateways = gateways;
            m_log = log;
            m_tmr.Elapsed += async (s, e) => await Tick(); // ! NWA4012
            m_tmr.Start();
        }

        private async Task Tick()
        {
            string strChanges = await Fetch();
            foreach (IPAddress gw in m_gateways)
                await Push(gw, strChanges);
        }

        private async Task<string> Fetch()
        {
            using (HttpClient http = new HttpClient()) // ! NWA7001
            {
                http.Timeout = TimeSpan.FromSeconds(20);
                HttpResponseMessage rs = await http.GetAsync("https://hq.example/prices?since=" + m_strCursor, HttpCompletionOption.ResponseHeadersRead);
                rs.EnsureSuccessStatusCode();
                using (Stream st = await rs.Content.ReadAsStreamAsync())
                using (StreamReader rd = new StreamReader(st, Encoding.UTF8))
                {
                    m_strCursor = await rd.ReadLineAsync(); // ! NWA7004
                    return await rd.ReadToEndAsync(); // ! NWA7004
                }
            }
        }

        private async Task Push(IPAddress gw, string strChanges)
        {
            string strUrl = "http://" + gw + ":8080/labels"; // ! NWA9005
            HttpClient http = new HttpClient(new HttpClientHandler { UseProxy = false }); // ! NWA7001
            http.Timeout = TimeSpan.FromSeconds(10);
            try
            {
                StringContent sc = new StringContent(strChanges, Encoding.UTF8, "text/csv");
                using (HttpResponseMessage rs = await http.PostAsync(strUrl, sc))
                    m_log(gw + ": " + (int)rs.StatusCode);
            }
            catch (TimeoutException) // ! NWA3014
            {
                m_log(gw + ": no answer");
            }
            catch (HttpRequestException ex)
            {
                m_log(gw + ": " + ex.Message);
            }
        }

        public void Stop()
        {
            m_tmr.Stop();
        }
    }
}
