using System;
using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace Hmi.Bridge.WebSockets
{
    /// <summary>Forwards tag changes between the cloud dashboard and the old WinForms HMI.</summary>
    public class HmiSocketBridge : IDisposable
    {
        private readonly ClientWebSocket m_ws = new ClientWebSocket();
        private readonly ConcurrentDictionary<string, TaskCompletionSource<string>> m_waiting =
            new ConcurrentDictionary<string, TaskCompletionSource<string>>();
        private readonly Uri m_uri;
        public Action<string> TagChanged;

        public HmiSocketBridge(Uri uri)
        {
            m_uri = uri;
        }

        // button handler
        public async void OnConnectClicked(object sender, EventArgs e) // ! NWA4012
        {
            using (CancellationTokenSource cts = new CancellationTokenSource(10000))
                await m_ws.ConnectAsync(m_uri, cts.Token);
            var unused = Task.Run((Func<Task>)Pump);
        }

        private async Task Pump()
        {
            byte[] buf = new byte[4096];
            try
            {
                while (true)
                {
                    WebSocketReceiveResult r = await m_ws.ReceiveAsync(new ArraySegment<byte>(buf), CancellationToken.None); // ! NWA8002
                    string s = Encoding.UTF8.GetString(buf, 0, r.Count); // ! NWA8001
                    int i = s.IndexOf('#');
                    TaskCompletionSource<string> tcs;
                    if (i > 0 && m_waiting.TryRemove(s.Substring(0, i), out tcs))
                        tcs.SetResult(s.Substring(i + 1)); // ! NWA6008
                    else if (TagChanged != null)
                        TagChanged(s);
                }
            }
            catch (WebSocketException ex)
            {
                Console.Error.WriteLine("ws: " + ex.WebSocketErrorCode);
            }
        }

        public async Task<string> Ask(string strId, string strQuestion)
        {
            TaskCompletionSource<string> tcs = new TaskCompletionSource<string>();
            m_waiting[strId] = tcs;
            byte[] b = Encoding.UTF8.GetBytes(strId + "#" + strQuestion);
            await m_ws.SendAsync(new ArraySegment<byte>(b), WebSocketMessageType.Text, true, CancellationToken.None).ConfigureAwait(false);
            return await tcs.Task.ConfigureAwait(false); // ! NWA3004
        }

        public void Disconnect()
        {
            try
            {
                m_ws.CloseAsync(WebSocketCloseStatus.NormalClosure, "bye", CancellationToken.None).Wait(); // ! NWA8003
            }
            catch (AggregateException)
            {
            }
        }

        public void Dispose()
        {
            m_ws.Dispose();
        }
    }
}
