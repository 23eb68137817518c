"""The words of STOP, START, HELP and ERASE, a line a language.

Each word has one kind: `stop`, `erase`, `start`, `help`; `not` (with `text` it means stop);
`text` (what is to stop), `list`/`off` (to be taken off a list), `small` (says nothing).
Folding (opt_outs.fold) takes accents and case away, so each is written once.
"""

from __future__ import annotations

WORDS: dict[str, tuple[str, ...]] = {
    "stop": (
        "stop, stopp, stopping, stopall, stop all, unsubscribe, cancel, end, quit, revoke, optout, opt out, opt me out, cease, no more, leave me alone",
        "alto, pare, paren, para, parar, para ya, paren ya, basta, cancelar, cancela, cancelen, deje, dejen, deja, detener, detengan, salir, baja, dar de baja, darme de baja, denme de baja, desuscribir, no mas, ya no mas",
        "중지, 정지, 그만, 그만해, 그만하세요, 그만해주세요, 그만두세요, 그만보내세요, 수신거부, 수신 거부, 중단, 멈춰, 멈추세요, 해지, 거부",
        "arret, arrete, arretez, arreter, cessez, cesser, desabonner, desabonnez, desabonnez moi, desinscrire, fin",
        "kanpe, sispann, rete, ase, bay la",
        "停止, 停, 退订, 退訂, 取消订阅, 取消訂閱, 取消, 停发, 停發, 终止",
        "dừng, ngừng, dừng lại, ngừng lại, hủy, huỷ đăng ký, hủy đăng ký, thôi",
        "توقف, توقفوا, قف, إيقاف, أوقف, أوقفوا, كفى, الغاء, إلغاء الاشتراك, الغ",
        "parem, chega, cancele, descadastrar",
        "стоп, хватит, отписаться, прекратите, прекрати",
        "tigil, itigil, tama na, ihinto",
    ),
    "erase": (
        "erase, delete, wipe",
        "borrar, borra, borren, borre, borrenlo, eliminar, elimina, eliminen, elimine",
        "삭제, 지워, 지워주세요, 지우기",
        "effacer, effacez, efface, supprimer, supprimez, supprime",
        "efase, siprime",
        "删除, 刪除, 清除",
        "xóa, xoá",
        "احذف, احذفوا, حذف, امسح, امسحوا, مسح",
        "apagar, apague, apaguem, excluir, exclua, deletar",
        "удалить, удалите",
    ),
    "start": (
        "start, unstop, resume, subscribe, opt in, optin",
        "empezar, comenzar, iniciar, reanudar, suscribir",
        "시작, 다시시작, 수신동의",
        "demarrer, commencer, reprendre",
        "komanse, rekomanse",
        "开始, 開始, 恢复, 订阅",
        "bắt đầu",
        "ابدأ, بدء, استئناف",
        "começar, recomeçar",
        "старт, начать",
    ),
    "help": (
        "help, info, information",
        "ayuda, ayudenme, ayudeme, informacion",
        "도움, 도움말, 도와줘, 도와주세요, 도와줘요",
        "aide, aidez, aidez moi, aide moi",
        "ed, ede m, ede mwen",
        "帮助, 幫助, 救命, 帮忙, 求助",
        "giúp, trợ giúp, giúp đỡ",
        "مساعدة, ساعدوني, ساعدني, النجدة",
        "ajuda, ajudem, socorro",
        "помощь, помогите",
    ),
    "not": (
        "no, not, do not, dont, dnt, never, without",
        "no, nunca, ya no, jamas, no quiero, ya no quiero, no me, ya no me, no deseo",
        "하지, 보내지, 안, 싫어요, 싫어, 지마, 지마요, 지마세요, 지 마세요, 하지마, 하지마세요, 하지 마세요, 하지 마, 보내지마, 보내지마세요, 보내지 마세요, 보내지 마, 말아주세요",
        "ne, pas, plus, jamais, je ne veux plus, n",
        "pa",
        "不要, 不想, 别, 別, 勿, 不需要, 不",
        "đừng, không, không muốn, chớ",
        "لا, لا أريد, لا تريد, ليس, بدون",
        "não, nao, nunca mais, não quero, não quero mais",
        "не, больше не, не надо",
        "huwag, ayaw",
    ),
    "text": (
        "text, texts, texting, txt, txts, message, messages, messaging, msg, msgs, sms, sending, send, contact, contacting, contact me, write, writing",
        "mensaje, mensajes, texto, textos, msj, msjs, enviar, envien, envie, enviarme, enviando, mandar, manden, mande, mandarme, mandando, mandes, escriban, escriba, escribir, escribirme, escribiendo, contactar, contacten, contactarme",
        "문자, 메시지, 메세지, 문자메시지, 연락, 보내, 보내는, 보내는거, 발송",
        "messages, message, textos, textez, envoyer, envoyez, envoi, ecrire, ecrivez, ecris, contacter, contactez, menvoyez, mecrivez, nenvoyez, necrivez",
        "mesaj, mesaj yo, voye, voye mesaj, ekri, tèks",
        "短信, 简讯, 簡訊, 信息, 訊息, 消息, 发, 發, 发送, 發送, 发短信, 发信息, 联系, 聯繫",
        "tin, tin nhắn, nhắn tin, nhắn, gửi, gửi tin, gửi tin nhắn, liên lạc, liên hệ",
        "رسائل, الرسائل, رسالة, رسائلكم, إرسال, الإرسال, ترسل, ترسلوا, ارسال, تراسلني, تراسلوني, المراسلة",
        "mensagem, mensagens, mandem, envie, enviem, escrevam, escreva",
        "сообщения, сообщений, сообщение, смс, пишите, писать, присылать, присылайте",
        "mag text, mensahe",
    ),
    "list": (
        "list, your list, this list, number, my number, phone number",
        "lista, su lista, numero, mi numero",
        "liste, votre liste",
        "명단, 번호",
        "名单, 名單",
        "danh sách",
        "القائمة, رقمي",
    ),
    "off": ("take, off, remove, out, from", "quiten, quite, saquen, saque, de", "retirez, retirer", "빼, 제외"),
    "small": (
        "please, pls, plz, now, ok, okay, thanks, thank you, thx, me, us, to, my, this, these, the, your, you, all, any, anymore, more, hey, hi, already, just, it, everything, again, data, request, at, once, immediately, for, with, and, i want, i want you to, can you, could you, would you, sir, hotline, services, service, here, myself",
        "por favor, porfavor, porfa, ya, gracias, me, mi, mis, los, las, el, la, todo, todos, todas, de, a, ahora, mas, un, una, este, estos, que, quiero, les, le, pedido, mensajito, sus, señor, datos, favor, usted, ustedes, aqui, ningun, y, al",
        "제발, 좀, 해, 주세요, 해주세요, 해 주세요, 이제, 더, 더는, 더이상, 더 이상, 요, 를, 을, 은, 는, 도, 나, 나한테, 저, 저한테, 저에게, 세요, 모두, 전부, 다, 이, 그, 내, 제, 하세요, 해요, 하고, 싶어요, 에, 에서, 기록, 요청, 감사합니다, 마, 마세요, 것, 거",
        "s il vous plait, s il te plait, sil vous plait, svp, stp, merci, moi, me, m, de, des, d, les, le, la, mes, mon, vos, tous, tout, maintenant, ces, ce, a, je, veux, ma, demande, donnees, en, vous, nous, au",
        "tanpri, souple, mèsi, m, mwen, ban, ban mwen, yo, sa, ankò, tout, kounye a, ba, nou, mesye, tout bagay, de",
        "请, 請, 给我, 給我, 我, 了, 再, 谢谢, 謝謝, 所有, 全部, 的, 吧, 这些, 你们, 你們, 您, 对, 把, 请你, 一切, 需要, 要",
        "làm ơn, xin, vui lòng, cho tôi, tôi, nữa, cảm ơn, ơi, các, hết, tất cả, của, đi, với, lại, yêu cầu",
        "من فضلك, رجاء, من فضلكم, لو سمحت, شكرا, لي, إلي, عن, هذه, كل, الآن, بعد, أي, المزيد, من, لكم, لك, طلبي, شيء, أرجوك, أرجوكم, تلك",
        "obrigado, obrigada, se faz favor, meus, minhas, minha, meu, os, as, o, tudo, agora, mais, para mim, pra mim, mim, seus, dados",
        "пожалуйста, мне, больше, спасибо, все, мои, мой, запрос",
        "po, na, sa akin, akin, lahat, ako",
    ),
}

#: Whole messages that the words alone would get wrong.
PHRASES: dict[str, tuple[str, ...]] = {
    "stop": ("do not disturb, quit texting", "dejenme en paz, dejeme en paz", "laissez moi tranquille", "kite m an repo", "别烦我", "đừng làm phiền", "더 보내지 마세요", "sil vous plait plus de messages, plus de messages"),
    "help": ("help me, please help me, please help", "necesito ayuda, ayuda por favor", "도움이 필요해요", "j ai besoin d aide, jai besoin daide", "mwen bezwen ed", "我需要帮助", "tôi cần giúp", "أحتاج مساعدة"),
}
