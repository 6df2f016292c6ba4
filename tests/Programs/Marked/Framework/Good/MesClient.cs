using System;
using System.IO;
using System.Net;
using System.Net.Http;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace Mes.Api.Shared
{
    public static class MesHttp
    {
        // One for the whole service; the lifetime lets it see a moved host.
        public static readonly HttpClient Client = Create();

        private static HttpClient Create()
        {
            SocketsHttpHandler handler = new SocketsHttpHandler();
            handler.PooledConnectionLifetime = TimeSpan.FromMinutes(5);
            handler.ConnectTimeout = TimeSpan.FromSeconds(5);
            HttpClient c = new HttpClient(handler);
            c.BaseAddress = new Uri("https://mes.plant.example/api/v2/");
            c.Timeout = TimeSpan.FromSeconds(30);
            return c;
        }
    }

    public sealed class MesClient
    {
        private readonly string m_user;

        public MesClient(string user)
        {
            m_user = user;
        }

        private HttpRequestMessage Put(string name, string json)
        {
            HttpRequestMessage rq = new HttpRequestMessage(HttpMethod.Put, "recipes/" + Uri.EscapeDataString(name));
            rq.Headers.Add("X-User", m_user);
            rq.Content = new StringContent(json, Encoding.UTF8, "application/json");
            return rq;
        }

        /// <summary>PUT is idempotent: it may be repeated, each time as a new request.</summary>
        public async Task<HttpStatusCode> Upload(string name, string json, CancellationToken ct)
        {
            for (int attempt = 1; ; attempt++)
            {
                try
                {
                    using (HttpRequestMessage rq = Put(name, json))
                    using (HttpResponseMessage rs = await MesHttp.Client.SendAsync(rq, ct).ConfigureAwait(false))
                    {
                        if ((int)rs.StatusCode < 500 || attempt == 4)
                            return rs.StatusCode;
                    }
                }
                catch (HttpRequestException) when (attempt < 4)
                {
                }
                catch (TaskCanceledException ex) when (attempt < 4 && ex.InnerException is TimeoutException)
                {
                }
                await Task.Delay((500 << attempt) + Random.Shared.Next(250), ct).ConfigureAwait(false);
            }
        }

        /// <summary>The body is copied to the file under a deadline of its own.</summary>
        public async Task Download(int id, string path, CancellationToken ct)
        {
            using (CancellationTokenSource cts = CancellationTokenSource.CreateLinkedTokenSource(ct))
            {
                cts.CancelAfter(TimeSpan.FromMinutes(2));
                using (HttpResponseMessage rs = await MesHttp.Client.GetAsync("attachments/" + id, HttpCompletionOption.ResponseHeadersRead, cts.Token).ConfigureAwait(false))
                {
                    rs.EnsureSuccessStatusCode();
                    using (Stream body = await rs.Content.ReadAsStreamAsync(cts.Token).ConfigureAwait(false))
                    using (FileStream file = File.Create(path))
                        await body.CopyToAsync(file, 81920, cts.Token).ConfigureAwait(false);
                }
            }
        }
    }

    /// <summary>Started by the installer, asks once, ends: a client of its own is all right here.</summary>
    public static class LicenseProbeTool
    {
        public static int Run(string[] args, TextWriter output)
        {
            if (args.Length != 1)
                return 2;
            using (HttpClient once = new HttpClient { Timeout = TimeSpan.FromSeconds(10) })
            {
                try
                {
                    output.WriteLine(once.GetStringAsync(new Uri(args[0])).GetAwaiter().GetResult());
                    return 0;
                }
                catch (HttpRequestException ex)
                {
                    output.WriteLine(ex.Message);
                }
                catch (TaskCanceledException)
                {
                    output.WriteLine("no answer");
                }
                return 1;
            }
        }
    }
}
